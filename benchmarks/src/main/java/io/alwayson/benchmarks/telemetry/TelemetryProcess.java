package io.alwayson.benchmarks.telemetry;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * A {@link TelemetryService} in a process of its own, and one connection to it.
 */
final class TelemetryProcess implements AutoCloseable {

	private static final String LENGTH = "content-length:";

	private final int port;

	private final Process process;

	private final long startNanos;

	private TelemetryProcess(int port, Process process, long startNanos) {
		this.port = port;
		this.process = process;
		this.startNanos = startNanos;
	}

	/**
	 * Starts one and waits until it answers.
	 * @param jvm arguments of the JVM
	 * @param arguments properties
	 */
	static TelemetryProcess start(String name, String classPath, List<String> jvm, List<String> arguments)
			throws IOException, InterruptedException {
		int port = freePort();
		Path log = Files.createDirectories(Path.of("target", "telemetry")).resolve(name + ".log");
		List<String> command = new ArrayList<>();
		if (Files.isExecutable(Path.of("/usr/bin/taskset"))) {
			command.addAll(List.of("taskset", "-c", "0"));
		}
		command.addAll(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m"));
		command.addAll(jvm);
		command.addAll(List.of("-cp", classPath, TelemetryService.class.getName(), "--server.port=" + port,
				"--server.tomcat.max-keep-alive-requests=-1", "--spring.main.banner-mode=off",
				"--logging.level.root=off"));
		command.addAll(arguments);
		long start = System.nanoTime();
		Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
		while (!answers(port)) {
			if (!process.isAlive() || System.nanoTime() - start > TimeUnit.SECONDS.toNanos(90)) {
				process.destroyForcibly();
				throw new IllegalStateException(name + " does not answer, see " + log);
			}
			TimeUnit.MILLISECONDS.sleep(20);
		}
		return new TelemetryProcess(port, process, System.nanoTime() - start);
	}

	/** From its start to its first answer. */
	long startMillis() {
		return TimeUnit.NANOSECONDS.toMillis(this.startNanos);
	}

	/** Asks once. */
	String ask(String path) throws IOException {
		try (Connection connection = connect()) {
			return connection.get(path);
		}
	}

	Connection connect() throws IOException {
		return new Connection(this.port);
	}

	/** Ends it as a container's runtime does. */
	long stopMillis() throws InterruptedException {
		long start = System.nanoTime();
		this.process.destroy();
		if (!this.process.waitFor(60, TimeUnit.SECONDS)) {
			throw new IllegalStateException("It does not end");
		}
		return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
	}

	@Override
	public void close() {
		this.process.destroyForcibly();
	}

	private static boolean answers(int port) {
		try (Connection connection = new Connection(port)) {
			return connection.get("/work").equals("done");
		}
		catch (IOException ex) {
			return false;
		}
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
	}

	/** One connection; a client that costs next to nothing. Of one thread. */
	static final class Connection implements AutoCloseable {

		private final int port;

		private Socket socket;

		private InputStream in;

		private int status;

		Connection(int port) throws IOException {
			this.port = port;
			this.socket = open();
			this.in = new BufferedInputStream(this.socket.getInputStream());
		}

		private Socket open() throws IOException {
			Socket opened = new Socket(InetAddress.getLoopbackAddress(), this.port);
			opened.setTcpNoDelay(true);
			opened.setSoTimeout(10_000);
			return opened;
		}

		/** The body of the answer. */
		String get(String path) throws IOException {
			this.socket.getOutputStream()
				.write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
			this.status = Integer.parseInt(line().substring(9, 12));
			int length = -1;
			boolean last = false;
			for (String header = line(); !header.isEmpty(); header = line()) {
				if (header.toLowerCase(Locale.ROOT).startsWith(LENGTH)) {
					length = Integer.parseInt(header.substring(LENGTH.length()).trim());
				}
				last |= header.equalsIgnoreCase("connection: close");
			}
			String body = (length >= 0) ? text(length) : chunks();
			if (last) {
				this.socket.close();
				this.socket = open();
				this.in = new BufferedInputStream(this.socket.getInputStream());
			}
			return body;
		}

		int status() {
			return this.status;
		}

		private String chunks() throws IOException {
			StringBuilder body = new StringBuilder();
			for (int size = Integer.parseInt(line(), 16); size > 0; size = Integer.parseInt(line(), 16)) {
				body.append(text(size));
				line();
			}
			line();
			return body.toString();
		}

		private String text(int length) throws IOException {
			byte[] bytes = this.in.readNBytes(length);
			if (bytes.length < length) {
				throw new EOFException("The service went away");
			}
			return new String(bytes, StandardCharsets.UTF_8);
		}

		private String line() throws IOException {
			StringBuilder line = new StringBuilder(64);
			for (int next = this.in.read(); next != '\n'; next = this.in.read()) {
				if (next < 0) {
					throw new EOFException("The service went away");
				}
				if (next != '\r') {
					line.append((char) next);
				}
			}
			return line.toString();
		}

		@Override
		public void close() throws IOException {
			this.socket.close();
		}

	}

}
