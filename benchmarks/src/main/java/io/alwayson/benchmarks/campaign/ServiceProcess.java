package io.alwayson.benchmarks.campaign;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.alwayson.benchmarks.ClassPath;
import io.alwayson.benchmarks.campaign.Service.Kind;

/** A {@link Service} in a process of its own. */
final class ServiceProcess implements AutoCloseable {

	private final int port;

	private final Process process;

	private ServiceProcess(int port, Process process) {
		this.port = port;
		this.process = process;
	}

	/**
	 * Starts one and waits until it answers.
	 * @param log a name for its log below {@code target/campaign}
	 * @param arguments properties, such as {@code --calls.sick=http://127.0.0.1:8081}
	 */
	static ServiceProcess start(String log, Kind kind, String... arguments) throws IOException, InterruptedException {
		int port = freePort();
		Path file = Files.createDirectories(Path.of("target", "campaign"))
			.resolve(kind + "-" + log.replace(' ', '-') + ".log");
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx512m", "-cp",
						ClassPath.withoutTracing(), Service.class.getName(), kind.name(), "--server.port=" + port));
		command.addAll(List.of(arguments));
		Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(file.toFile()).start();
		ServiceProcess service = new ServiceProcess(port, process);
		long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
		while (!service.answers()) {
			if (System.nanoTime() - end > 0 || !process.isAlive()) {
				service.close();
				throw new IllegalStateException(kind + " does not answer, see " + file);
			}
			TimeUnit.MILLISECONDS.sleep(100);
		}
		return service;
	}

	String uri(String path) {
		return "http://127.0.0.1:" + this.port + path;
	}

	private boolean answers() {
		try {
			HttpURLConnection connection = (HttpURLConnection) URI.create(uri("/up")).toURL().openConnection();
			connection.setReadTimeout(2000);
			return connection.getResponseCode() == 200;
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

	@Override
	public void close() {
		this.process.destroyForcibly();
	}

}
