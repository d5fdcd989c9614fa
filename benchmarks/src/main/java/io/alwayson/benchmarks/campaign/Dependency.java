package io.alwayson.benchmarks.campaign;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * An HTTP server on bare sockets, so that it can be sick in every way. Answers in ten
 * milliseconds while it is well.
 */
final class Dependency implements AutoCloseable {

	private static final byte[] BODY = "an answer of forty bytes, more or less.\n".getBytes(StandardCharsets.UTF_8);

	static final long ANSWER_MILLIS = 10;

	private static final long STRAGGLER_MILLIS = 1000;

	private static final long SLOW_MILLIS = 200;

	private static final double STRAGGLERS = 0.01;

	private static final long FLAP_NANOS = TimeUnit.SECONDS.toNanos(2);

	private static final long THROTTLED_NANOS = TimeUnit.SECONDS.toNanos(1);

	private static final int THROTTLED_ONE_IN = 4;

	private final ServerSocket server = new ServerSocket(0, 500, InetAddress.getLoopbackAddress());

	private final Queue<Arrival> arrivals = new ConcurrentLinkedQueue<>();

	private final long answerMillis;

	private final Random random = new Random(1);

	private volatile Fault fault = Fault.NONE;

	private volatile long since = System.nanoTime();

	Dependency() throws IOException {
		this(ANSWER_MILLIS);
	}

	Dependency(long answerMillis) throws IOException {
		this.answerMillis = answerMillis;
		daemon(this::accept);
	}

	/**
	 * A request that came.
	 *
	 * @param target what it asked for
	 * @param at when it came, on the scale of {@link System#nanoTime()}
	 * @param throttled whether it was asked to come again later
	 */
	record Arrival(String target, long at, boolean throttled) {

	}

	String uri() {
		return "http://127.0.0.1:" + this.server.getLocalPort();
	}

	/** All that came so far. */
	List<Arrival> arrivals() {
		return List.copyOf(this.arrivals);
	}

	void become(Fault fault) {
		// In this order: no fault is older than it is.
		this.since = System.nanoTime();
		this.fault = fault;
	}

	/** Whether a call that is made then can succeed. */
	static boolean isWell(Fault fault, long nanosSince) {
		return switch (fault) {
			case FLAPPING -> nanosSince / FLAP_NANOS % 2 == 1;
			case THROTTLING -> nanosSince / THROTTLED_NANOS % THROTTLED_ONE_IN != 0;
			default -> !fault.isTotal();
		};
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
			BufferedReader in = new BufferedReader(
					new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
			String target = readTarget(in);
			while (target != null && answer(target, socket, socket.getOutputStream())) {
				target = readTarget(in);
			}
		}
		catch (IOException | InterruptedException ex) {
			// The caller has gone.
		}
	}

	/** GET requests only: a head, and no body. */
	private static @Nullable String readTarget(BufferedReader in) throws IOException {
		String first = in.readLine();
		String line = first;
		while (line != null && !line.isEmpty()) {
			line = in.readLine();
		}
		return (line != null && first != null) ? first.split(" ")[1] : null;
	}

	/** Returns whether the connection goes on. */
	private boolean answer(String target, Socket socket, OutputStream out) throws IOException, InterruptedException {
		long at = System.nanoTime();
		Fault now = this.fault;
		boolean well = isWell(now, at - this.since);
		this.arrivals.add(new Arrival(target, at, !well && now == Fault.THROTTLING));
		switch (well ? Fault.NONE : now) {
			case NONE -> {
				TimeUnit.MILLISECONDS.sleep(millis(now));
				out.write(head("200 OK"));
				out.write(BODY);
			}
			case UNAVAILABLE, FLAPPING -> {
				out.write(head("503 Service Unavailable"));
				out.write(BODY);
			}
			case THROTTLING -> {
				out.write(head("429 Too Many Requests\r\nRetry-After: 1"));
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
			case STRAGGLERS, SLOW -> throw new IllegalStateException();
		}
		return !now.isTotal() || now == Fault.UNAVAILABLE;
	}

	private long millis(Fault now) {
		if (now == Fault.SLOW) {
			return SLOW_MILLIS;
		}
		return (now == Fault.STRAGGLERS && chance() < STRAGGLERS) ? STRAGGLER_MILLIS : this.answerMillis;
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
