package io.alwayson.test.fault;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link FaultProxy} in front of a server that speaks first and is not HTTP.
 */
@Timeout(30)
class FaultProxyTcpTests {

	private static final byte GREETING = 42;

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private ServerSocket server;

	private FaultProxy proxy;

	@BeforeEach
	void start() throws IOException {
		this.server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
		this.threads.execute(this::serve);
		this.proxy = FaultProxy.to("127.0.0.1", this.server.getLocalPort());
	}

	@AfterEach
	void stop() throws IOException {
		this.proxy.close();
		this.server.close();
		this.threads.shutdownNow();
	}

	@Test
	void bytesPassBothWaysAndSoDoesTheEndOfEachStream() throws Exception {
		byte[] bytes = new byte[5_000_000];
		new Random(7).nextBytes(bytes);
		try (Socket socket = connect()) {
			assertThat(socket.getInputStream().read()).isEqualTo(GREETING);
			this.threads.submit(() -> {
				OutputStream out = socket.getOutputStream();
				out.write(bytes);
				socket.shutdownOutput();
				return null;
			});
			assertThat(socket.getInputStream().readAllBytes()).isEqualTo(bytes);
		}
		assertThat(this.proxy.connections()).isEqualTo(1);
		assertThat(this.proxy.requests()).isZero();
	}

	@Test
	void latencyAndHealWorkOnOpenConnections() throws Exception {
		try (Socket socket = connect()) {
			assertThat(socket.getInputStream().read()).isEqualTo(GREETING);
			this.proxy.latency(Duration.ofMillis(200));
			for (int i = 0; i < 3; i++) {
				long start = System.nanoTime();
				echo(socket);
				assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(200));
			}
			this.proxy.heal();
			echo(socket);
		}
	}

	@Test
	void aGreetingFollowsOnceTheHangIsOver() throws Exception {
		this.proxy.hang();
		try (Socket socket = connect()) {
			this.proxy.heal();
			assertThat(socket.getInputStream().read()).isEqualTo(GREETING);
			echo(socket);
		}
	}

	@Test
	void aCannedStatusResetsWhatIsNotHttp() throws Exception {
		try (Socket socket = connect()) {
			InputStream in = socket.getInputStream();
			assertThat(in.read()).isEqualTo(GREETING);
			echo(socket);
			this.proxy.respond(503);
			assertThatExceptionOfType(SocketException.class).isThrownBy(in::read);
		}
	}

	private void serve() {
		try {
			while (true) {
				Socket socket = this.server.accept();
				this.threads.execute(() -> echoAll(socket));
			}
		}
		catch (IOException ex) {
			// The server is closed.
		}
	}

	private static void echoAll(Socket socket) {
		try (socket) {
			socket.getOutputStream().write(GREETING);
			socket.getInputStream().transferTo(socket.getOutputStream());
		}
		catch (IOException ex) {
			// The client is gone.
		}
	}

	private static void echo(Socket socket) throws IOException {
		socket.getOutputStream().write(0);
		assertThat(socket.getInputStream().read()).isZero();
	}

	private Socket connect() throws IOException {
		return new Socket(this.proxy.host(), this.proxy.port());
	}

}
