package io.alwayson.benchmarks.campaign;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * An HTTP server on bare sockets, so that it can be sick in every way. Answers in ten
 * milliseconds while it is well.
 */
final class Dependency implements AutoCloseable {

	private static final byte[] BODY = "an answer of forty bytes, more or less.\n".getBytes(StandardCharsets.UTF_8);

	private static final long ANSWER_MILLIS = 10;

	private static final long STRAGGLER_MILLIS = 1000;

	private static final double STRAGGLERS = 0.01;

	private static final long FLAP_NANOS = TimeUnit.SECONDS.toNanos(2);

	private final ServerSocket server = new ServerSocket(0, 500, InetAddress.getLoopbackAddress());

	private final AtomicLong arrivals = new AtomicLong();

	private final Random random = new Random(1);

	private volatile Fault fault = Fault.NONE;

	private volatile long since = System.nanoTime();

	Dependency() throws IOException {
		daemon(this::accept);
	}

	int port() {
		return this.server.getLocalPort();
	}

	long arrivals() {
		return this.arrivals.get();
	}

	void become(Fault fault) {
		this.since = System.nanoTime();
		this.fault = fault;
	}

	/** Whether a call that is made then can succeed. */
	static boolean isWell(Fault fault, long nanosSince) {
		return !fault.isTotal() && (fault != Fault.FLAPPING || nanosSince / FLAP_NANOS % 2 == 1);
	}

	private static void daemon(Runnable task) {
		Thread thread = new Thread(task, "dependency");
		thread.setDaemon(true);
		thread.start();
	}

	private void accept() {
		try {
			while (true) {
				Socket socket = this.server.accept();
				daemon(() -> serve(socket));
			}
		}
		catch (IOException ex) {
			// Closed.
		}
	}

	private void serve(Socket socket) {
		try (socket) {
			socket.setTcpNoDelay(true);
			InputStream in = new BufferedInputStream(socket.getInputStream());
			while (readHead(in)) {
				this.arrivals.incrementAndGet();
				if (!answer(socket, socket.getOutputStream())) {
					return;
				}
			}
		}
		catch (IOException | InterruptedException ex) {
			// The caller has gone.
		}
	}

	/** GET requests only: a head, and no body. */
	private static boolean readHead(InputStream in) throws IOException {
		int newlines = 0;
		for (int next = in.read(); next >= 0; next = in.read()) {
			if (next == '\n' && ++newlines == 2) {
				return true;
			}
			if (next != '\n' && next != '\r') {
				newlines = 0;
			}
		}
		return false;
	}

	/** Returns whether the connection goes on. */
	private boolean answer(Socket socket, OutputStream out) throws IOException, InterruptedException {
		Fault now = this.fault;
		if (now == Fault.FLAPPING) {
			now = isWell(now, System.nanoTime() - this.since) ? Fault.NONE : Fault.UNAVAILABLE;
		}
		switch (now) {
			case NONE, STRAGGLERS -> {
				boolean slow = now == Fault.STRAGGLERS && chance() < STRAGGLERS;
				TimeUnit.MILLISECONDS.sleep(slow ? STRAGGLER_MILLIS : ANSWER_MILLIS);
				out.write(head("200 OK"));
				out.write(BODY);
			}
			case UNAVAILABLE -> {
				out.write(head("503 Service Unavailable"));
				out.write(BODY);
			}
			case HANG -> hang();
			case HANG_AFTER_HEADERS -> {
				out.write(head("200 OK"));
				hang();
			}
			case DRIP -> {
				out.write(head("200 OK"));
				for (byte one : BODY) {
					out.write(one);
					TimeUnit.MILLISECONDS.sleep(100);
				}
			}
			case HALF_BODY -> {
				out.write(head("200 OK"));
				out.write(BODY, 0, BODY.length / 2);
			}
			case RESET -> socket.setSoLinger(true, 0);
			case FLAPPING -> throw new IllegalStateException();
		}
		return now == Fault.NONE || now == Fault.STRAGGLERS || now == Fault.UNAVAILABLE;
	}

	/**
	 * What hung goes on hanging: a process that is stuck does not finish its old work.
	 */
	private static void hang() throws InterruptedException {
		TimeUnit.MINUTES.sleep(1);
	}

	private double chance() {
		synchronized (this.random) {
			return this.random.nextDouble();
		}
	}

	private static byte[] head(String status) {
		return ("HTTP/1.1 " + status + "\r\nContent-Type: text/plain\r\nContent-Length: " + BODY.length + "\r\n\r\n")
			.getBytes(StandardCharsets.US_ASCII);
	}

	@Override
	public void close() throws IOException {
		this.server.close();
	}

}
