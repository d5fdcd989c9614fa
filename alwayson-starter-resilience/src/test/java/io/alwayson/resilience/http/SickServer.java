package io.alwayson.resilience.http;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/**
 * A server that answers each request as its script says; the last line goes on for ever.
 */
final class SickServer implements AutoCloseable {

	static final byte[] ANSWER = "an answer of some length".getBytes(StandardCharsets.UTF_8);

	static final byte[] LONG = longBody();

	private final HttpServer server;

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final CountDownLatch closed = new CountDownLatch(1);

	private volatile List<Answer> script = List.of(Answer.GOOD);

	final List<Headers> arrivals = Collections.synchronizedList(new ArrayList<>());

	/** Ports that they came from. */
	final List<Integer> ports = Collections.synchronizedList(new ArrayList<>());

	final List<String> bodies = Collections.synchronizedList(new ArrayList<>());

	SickServer() throws IOException {
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.server.setExecutor(this.threads);
		this.server.createContext("/", this::handle);
		this.server.start();
	}

	URI uri() {
		return URI.create("http://127.0.0.1:" + this.server.getAddress().getPort());
	}

	void answers(Answer... answers) {
		this.script = List.of(answers);
	}

	private void handle(HttpExchange exchange) throws IOException {
		this.bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
		this.ports.add(exchange.getRemoteAddress().getPort());
		this.arrivals.add(exchange.getRequestHeaders());
		Answer answer = this.script.get(Math.min(this.arrivals.size(), this.script.size()) - 1);
		try (exchange) {
			switch (answer) {
				case GOOD -> send(exchange, 200, ANSWER.length, ANSWER);
				case CHUNKED -> send(exchange, 200, 0, ANSWER);
				case EMPTY -> exchange.sendResponseHeaders(204, -1);
				case UNAVAILABLE -> send(exchange, 503, ANSWER.length, ANSWER);
				case UNAVAILABLE_FOR_A_SECOND, UNAVAILABLE_FOR_A_MINUTE -> {
					exchange.getResponseHeaders()
						.set("Retry-After", (answer == Answer.UNAVAILABLE_FOR_A_SECOND) ? "1" : "60");
					send(exchange, 503, ANSWER.length, ANSWER);
				}
				case TOO_MANY -> send(exchange, 429, ANSWER.length, ANSWER);
				case LONG_KNOWN -> send(exchange, 200, LONG.length, LONG);
				case LONG_CHUNKED -> send(exchange, 200, 0, LONG);
				case LONG_STOPS -> {
					send(exchange, 200, LONG.length, Arrays.copyOf(LONG, LONG.length / 2));
					exchange.getResponseBody().flush();
					pause(60_000);
				}
				case HALF -> {
					send(exchange, 200, ANSWER.length, Arrays.copyOf(ANSWER, ANSWER.length / 2));
					// Else a newer JDK's server closes without having sent a byte.
					exchange.getResponseBody().flush();
				}
				case HANGS -> pause(60_000);
				case STOPS -> {
					exchange.sendResponseHeaders(200, ANSWER.length);
					exchange.getResponseBody().flush();
					pause(60_000);
				}
				case DRIPS -> drip(exchange);
				case EVENTS -> events(exchange);
			}
		}
	}

	private static void send(HttpExchange exchange, int status, int length, byte[] body) throws IOException {
		exchange.sendResponseHeaders(status, length);
		exchange.getResponseBody().write(body);
	}

	private void drip(HttpExchange exchange) throws IOException {
		exchange.sendResponseHeaders(200, ANSWER.length);
		for (byte one : ANSWER) {
			exchange.getResponseBody().write(one);
			exchange.getResponseBody().flush();
			pause(100);
		}
	}

	/** Two events, and more time between them than an attempt has. */
	private void events(HttpExchange exchange) throws IOException {
		exchange.getResponseHeaders().set("Content-Type", "text/event-stream;charset=UTF-8");
		exchange.sendResponseHeaders(200, 0);
		OutputStream body = exchange.getResponseBody();
		body.write("data:first\n\n".getBytes(StandardCharsets.UTF_8));
		body.flush();
		pause(1500);
		body.write("data:second\n\n".getBytes(StandardCharsets.UTF_8));
	}

	private void pause(long millis) {
		try {
			this.closed.await(millis, TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static byte[] longBody() {
		byte[] body = new byte[3 * 1024 * 1024];
		for (int index = 0; index < body.length; index++) {
			body[index] = (byte) ('a' + index % 23);
		}
		return body;
	}

	@Override
	public void close() {
		this.closed.countDown();
		this.server.stop(0);
		this.threads.shutdownNow();
	}

	/** How it answers. */
	enum Answer {

		GOOD, CHUNKED, EMPTY, UNAVAILABLE, UNAVAILABLE_FOR_A_SECOND, UNAVAILABLE_FOR_A_MINUTE, TOO_MANY, LONG_KNOWN,
		LONG_CHUNKED, LONG_STOPS, HALF, HANGS, STOPS, DRIPS, EVENTS

	}

}
