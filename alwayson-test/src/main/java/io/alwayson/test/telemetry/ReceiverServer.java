package io.alwayson.test.telemetry;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPInputStream;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/**
 * The HTTP side of a receiver, on a free port of 127.0.0.1: bodies are unpacked and
 * bounded, faults are injected, requests are counted. Thread-safe.
 */
final class ReceiverServer implements AutoCloseable {

	/** Larger bodies, unpacked, are answered 413. */
	static final int MAX_BODY = 32 * 1024 * 1024;

	private static final int THREADS = 4;

	/** Hung requests beyond these are ended, the oldest first. */
	private static final int MAX_HUNG = 256;

	/** 0 is no fault; no status is negative. */
	private static final int HANG = -1;

	private final HttpServer server;

	private final ExecutorService threads;

	private final AtomicLong requests = new AtomicLong();

	private final Queue<HttpExchange> hung = new ArrayDeque<>();

	private volatile int fault;

	private ReceiverServer(HttpServer server, ExecutorService threads) {
		this.server = server;
		this.threads = threads;
	}

	static ReceiverServer start(String name, Handler handler) {
		try {
			HttpServer server = HttpServer
				.create(new InetSocketAddress(InetAddress.getByAddress(new byte[] { 127, 0, 0, 1 }), 0), 0);
			AtomicInteger number = new AtomicInteger();
			ExecutorService threads = Executors.newFixedThreadPool(THREADS, (task) -> {
				Thread thread = new Thread(task, "alwayson-" + name + "-" + number.incrementAndGet());
				thread.setDaemon(true);
				return thread;
			});
			server.setExecutor(threads);
			ReceiverServer receiver = new ReceiverServer(server, threads);
			server.createContext("/", (exchange) -> receiver.handle(exchange, handler));
			server.start();
			return receiver;
		}
		catch (IOException ex) {
			throw new UncheckedIOException("The " + name + " could not listen on 127.0.0.1.", ex);
		}
	}

	URI uri() {
		return URI.create("http://127.0.0.1:" + this.server.getAddress().getPort());
	}

	long requests() {
		return this.requests.get();
	}

	void resetCounts() {
		this.requests.set(0);
	}

	void respond(int status) {
		if (status < 200 || status > 599) {
			throw new IllegalArgumentException("A canned status of " + status + ": allowed are 200 to 599.");
		}
		change(status);
	}

	void hang() {
		change(HANG);
	}

	void heal() {
		change(0);
	}

	private void change(int fault) {
		synchronized (this.hung) {
			this.fault = fault;
			if (fault != HANG) {
				this.hung.forEach(HttpExchange::close);
				this.hung.clear();
			}
		}
	}

	private void handle(HttpExchange exchange, Handler handler) throws IOException {
		this.requests.incrementAndGet();
		byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY + 1);
		int fault = this.fault;
		if (fault == HANG && hold(exchange)) {
			return;
		}
		try (exchange) {
			answer(exchange, (fault > 0) ? Answer.of(fault) : handle(exchange, body, handler));
		}
	}

	/** An exchange without an answer stays open, and needs no thread. */
	private boolean hold(HttpExchange exchange) {
		synchronized (this.hung) {
			if (this.fault != HANG) {
				return false;
			}
			this.hung.add(exchange);
			if (this.hung.size() > MAX_HUNG) {
				this.hung.remove().close();
			}
			return true;
		}
	}

	private static Answer handle(HttpExchange exchange, byte[] body, Handler handler) {
		if (!exchange.getRequestMethod().equals("POST")) {
			return Answer.of(405);
		}
		try {
			byte[] unpacked = isGzip(exchange) ? unpack(body) : body;
			if (unpacked.length > MAX_BODY) {
				return Answer.of(413);
			}
			return handler.handle(exchange.getRequestURI().getPath(), unpacked);
		}
		catch (IOException | RuntimeException ex) {
			// Whatever a client sends that cannot be read is its mistake.
			return Answer.of(400);
		}
	}

	private static boolean isGzip(HttpExchange exchange) {
		return "gzip".equalsIgnoreCase(exchange.getRequestHeaders().getFirst("Content-Encoding"));
	}

	private static byte[] unpack(byte[] body) throws IOException {
		try (InputStream unpacked = new GZIPInputStream(new ByteArrayInputStream(body))) {
			return unpacked.readNBytes(MAX_BODY + 1);
		}
	}

	private static void answer(HttpExchange exchange, Answer answer) throws IOException {
		answer.headers().forEach(exchange.getResponseHeaders()::set);
		exchange.getResponseHeaders().set("Content-Type", answer.type());
		exchange.sendResponseHeaders(answer.status(), (answer.body().length > 0) ? answer.body().length : -1);
		exchange.getResponseBody().write(answer.body());
	}

	@Override
	public void close() {
		heal();
		this.server.stop(0);
		this.threads.shutdownNow();
	}

	@FunctionalInterface
	interface Handler {

		Answer handle(String path, byte[] body) throws IOException;

	}

}
