package io.alwayson.health.jdbc;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;

import org.awaitility.Awaitility;
import org.h2.tools.Server;

/**
 * H2's TCP server as a process of its own, which can be killed.
 */
final class H2Process implements AutoCloseable {

	private final Path directory;

	private final int port;

	private Process process;

	H2Process(Path directory) throws IOException {
		this.directory = directory;
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			this.port = socket.getLocalPort();
		}
		start();
	}

	String url() {
		return "jdbc:h2:tcp://127.0.0.1:" + this.port + "/./catalog";
	}

	void start() throws IOException {
		String jar = Server.class.getProtectionDomain().getCodeSource().getLocation().getPath();
		this.process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
				jar, Server.class.getName(), "-tcp", "-tcpPort", String.valueOf(this.port), "-ifNotExists", "-baseDir",
				this.directory.toString())
			.redirectErrorStream(true)
			.redirectOutput(new File(this.directory.toFile(), "h2.log"))
			.start();
		Awaitility.await().atMost(Duration.ofSeconds(20)).until(this::accepts);
	}

	void kill() {
		this.process.destroyForcibly().onExit().join();
	}

	private boolean accepts() {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.port)) {
			return socket.isConnected();
		}
		catch (IOException ex) {
			return false;
		}
	}

	@Override
	public void close() {
		kill();
	}

}
