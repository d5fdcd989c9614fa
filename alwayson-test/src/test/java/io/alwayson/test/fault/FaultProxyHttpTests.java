package io.alwayson.test.fault;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import com.sun.net.httpserver.HttpServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Tests for {@link FaultProxy} in front of an HTTP server.
 */
@Timeout(30)
class FaultProxyHttpTests {

	private static final String CRLF = "\r\n";

	private final AtomicInteger arrived = new AtomicInteger();

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final HttpClient client = HttpClient.newBuilder()
		.version(HttpClient.Version.HTTP_1_1)
		.connectTimeout(Duration.ofSeconds(5))
		.build();

	private final CountDownLatch hold = new CountDownLatch(1);

	private HttpServer server;

	private FaultProxy proxy;

	@BeforeEach
	void start() throws IOException {
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.server.setExecutor(this.threads);
		this.server.createContext("/", (exchange) -> {
			this.arrived.incrementAndGet();
			byte[] body = exchange.getRequestBody().readAllBytes();
			if (new String(body, StandardCharsets.US_ASCII).equals("held")) {
				awaitHold();
			}
			exchange.sendResponseHeaders(200, 0);
			exchange.getResponseBody().write(body);
			exchange.close();
		});
		this.server.start();
		this.proxy = FaultProxy.to(URI.create("http://localhost:" + this.server.getAddress().getPort() + "/base?x=1"));
	}

	@AfterEach
	void stop() {
		this.proxy.close();
		this.server.stop(0);
		this.threads.shutdownNow();
	}

	@Test
	void bytesPassUnchangedAndRequestsAreCounted() throws Exception {
		byte[] body = new byte[3_000_000];
		new Random(7).nextBytes(body);
		HttpResponse<byte[]> fixed = this.client.send(post(BodyPublishers.ofByteArray(body)),
				BodyHandlers.ofByteArray());
		HttpResponse<byte[]> chunked = this.client
			.send(post(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body))), BodyHandlers.ofByteArray());
		assertThat(fixed.body()).isEqualTo(body);
		assertThat(chunked.body()).isEqualTo(body);
		assertThat(this.proxy.requests()).isEqualTo(2);
		assertThat(this.proxy.connections()).isEqualTo(1);
		this.proxy.resetCounts();
		assertThat(get()).isEqualTo(200);
		assertThat(this.proxy.requests()).isEqualTo(1);
		assertThat(this.proxy.connections()).isZero();
	}

	@Test
	void theAddressKeepsSchemePathAndQueryOfTheTarget() {
		assertThat(this.proxy.uri())
			.isEqualTo(URI.create("http://" + this.proxy.host() + ":" + this.proxy.port() + "/base?x=1"));
		assertThat(this.proxy.host()).isEqualTo("127.0.0.1");
		assertThat(this.proxy.port()).isNotEqualTo(this.server.getAddress().getPort());
	}

	@Test
	void pipelinedRequestsAreCountedEach() throws Exception {
		try (Socket socket = connect()) {
			String request = "GET / HTTP/1.1" + CRLF + "Host: x" + CRLF + CRLF;
			write(socket,
					request + request + "GET / HTTP/1.1" + CRLF + "Host: x" + CRLF + "Connection: close" + CRLF + CRLF);
			assertThat(
					new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).split("HTTP/1.1 200"))
				.hasSize(4);
		}
		assertThat(this.proxy.requests()).isEqualTo(3);
	}

	@Test
	void latencyDelaysEveryAnswerButNotItsPartsAgain() throws Exception {
		this.proxy.latency(Duration.ofMillis(300));
		long start = System.nanoTime();
		HttpResponse<byte[]> response = this.client.send(post(BodyPublishers.ofByteArray(new byte[200_000])),
				BodyHandlers.ofByteArray());
		assertThat(response.body()).hasSize(200_000);
		assertThat(since(start)).isBetween(Duration.ofMillis(300), Duration.ofMillis(1500));
		start = System.nanoTime();
		assertThat(get()).isEqualTo(200);
		assertThat(since(start)).isGreaterThanOrEqualTo(Duration.ofMillis(300));
	}

	@Test
	void healReleasesWhatLatencyHeldBack() throws Exception {
		this.proxy.latency(Duration.ofMinutes(10));
		CompletableFuture<HttpResponse<Void>> response = this.client.sendAsync(request().build(),
				BodyHandlers.discarding());
		Awaitility.await().until(() -> this.arrived.get() == 1);
		this.proxy.heal();
		assertThat(response.get().statusCode()).isEqualTo(200);
	}

	@Test
	void resetHitsOpenAndNewConnections() throws Exception {
		try (Socket open = connect()) {
			write(open, "GET / HTTP/1.1" + CRLF);
			Awaitility.await().until(() -> this.proxy.connections() == 1);
			this.proxy.reset();
			assertThatExceptionOfType(SocketException.class).isThrownBy(() -> open.getInputStream().read())
				.withMessageContaining("reset");
		}
		assertThatIOException().isThrownBy(this::get);
		assertThat(this.arrived).hasValue(0);
		this.proxy.heal();
		assertThat(get()).isEqualTo(200);
	}

	@Test
	void hangReadsAndNeverAnswers() throws Exception {
		assertThat(get()).isEqualTo(200);
		this.proxy.resetCounts();
		this.proxy.hang();
		HttpRequest request = request().timeout(Duration.ofMillis(300)).build();
		assertThatExceptionOfType(HttpTimeoutException.class)
			.isThrownBy(() -> this.client.send(request, BodyHandlers.discarding()));
		assertThat(this.proxy.requests()).isEqualTo(1);
		assertThat(this.arrived).hasValue(1);
		try (Socket socket = connect()) {
			write(socket, "GET / HTTP/1.1" + CRLF + CRLF);
			socket.setSoTimeout(200);
			assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> socket.getInputStream().read());
			this.proxy.heal();
			socket.setSoTimeout(5000);
			assertThatExceptionOfType(SocketException.class).isThrownBy(() -> socket.getInputStream().read());
		}
		assertThat(get()).isEqualTo(200);
	}

	@Test
	void aConnectionThatWasIdleSurvivesTheHang() throws Exception {
		this.proxy.hang();
		try (Socket socket = connect()) {
			Awaitility.await().until(() -> this.proxy.connections() == 1);
			this.proxy.heal();
			write(socket, "GET / HTTP/1.1" + CRLF + "Host: x" + CRLF + CRLF);
			assertThat(firstLine(socket)).isEqualTo("HTTP/1.1 200 OK");
		}
	}

	@Test
	void refuseRefusesConnectsAndHealListensOnTheSamePort() throws Exception {
		int port = this.proxy.port();
		try (Socket open = connect()) {
			Awaitility.await().until(() -> this.proxy.connections() == 1);
			this.proxy.refuse();
			this.proxy.refuse();
			assertThat(catchThrowable(() -> open.getInputStream().read())).isInstanceOf(SocketException.class);
		}
		for (int i = 0; i < 50; i++) {
			assertThatExceptionOfType(ConnectException.class).isThrownBy(this::connect);
		}
		assertThat(this.proxy.connections()).isEqualTo(1);
		try (ServerSocket thief = new ServerSocket()) {
			thief.setReuseAddress(false);
			assertThatExceptionOfType(BindException.class)
				.isThrownBy(() -> thief.bind(new InetSocketAddress(this.proxy.host(), port)));
		}
		this.proxy.heal();
		assertThat(this.proxy.port()).isEqualTo(port);
		assertThat(get()).isEqualTo(200);
	}

	@Test
	void respondAnswersOnAKeptAliveConnectionAndHealPassesOnIt() throws Exception {
		assertThat(get()).isEqualTo(200);
		this.proxy.respond(429, "7");
		for (int i = 0; i < 3; i++) {
			HttpResponse<String> response = this.client.send(post(BodyPublishers.ofString("x".repeat(100_000))),
					BodyHandlers.ofString());
			assertThat(response.statusCode()).isEqualTo(429);
			assertThat(response.headers().firstValue("Retry-After")).hasValue("7");
			assertThat(response.body()).isEmpty();
		}
		this.proxy.respond(503);
		assertThat(get()).isEqualTo(503);
		assertThat(this.arrived).hasValue(1);
		this.proxy.heal();
		assertThat(get()).isEqualTo(200);
		assertThat(this.arrived).hasValue(2);
		assertThat(this.proxy.requests()).isEqualTo(6);
		assertThat(this.proxy.connections()).isEqualTo(1);
	}

	@Test
	void respondReadsTheWholeRequestAndClosesWhereTheClientAsksForIt() throws Exception {
		this.proxy.respond(503);
		try (Socket socket = connect()) {
			write(socket, "PUT / HTTP/1.1" + CRLF + "Expect: 100-continue" + CRLF + "Connection: close" + CRLF
					+ "Content-Length: 4" + CRLF + CRLF);
			assertThat(firstLine(socket)).isEqualTo("HTTP/1.1 100 Continue");
			assertThat(firstLine(socket)).isEmpty();
			socket.setSoTimeout(100);
			assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> socket.getInputStream().read());
			socket.setSoTimeout(0);
			write(socket, "body");
			assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
				.startsWith("HTTP/1.1 503 ")
				.contains("Connection: close" + CRLF)
				.endsWith(CRLF + CRLF);
		}
	}

	@Test
	void aLateAnswerOfTheTargetIsNotTakenForTheNextOne() throws Exception {
		try (Socket socket = connect()) {
			write(socket, post("held"));
			Awaitility.await().until(() -> this.arrived.get() == 1);
			this.proxy.respond(503);
			write(socket, post("canned"));
			assertThat(firstLine(socket)).startsWith("HTTP/1.1 503 ");
			assertThat(firstLine(socket)).isEqualTo("Content-Length: 0");
			assertThat(firstLine(socket)).isEmpty();
			this.hold.countDown();
			this.proxy.heal();
			write(socket, "POST / HTTP/1.1" + CRLF + "Host: x" + CRLF + "Connection: close" + CRLF + "Content-Length: 4"
					+ CRLF + CRLF + "next");
			assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)).contains("next")
				.doesNotContain("held");
		}
	}

	@Test
	void respondResetsWhatIsNotHttp() throws Exception {
		this.proxy.respond(503);
		try (Socket socket = connect()) {
			write(socket, "AMQP\0\1\0\0");
			assertThatExceptionOfType(SocketException.class).isThrownBy(() -> socket.getInputStream().read());
		}
		assertThat(this.proxy.requests()).isZero();
	}

	@Test
	void aTargetThatIsGoneIsSeenAsAReset() {
		this.server.stop(0);
		assertThatIOException().isThrownBy(this::get);
		assertThat(this.proxy.connections()).isPositive();
	}

	@Test
	void closeEndsSocketsAndThread() throws Exception {
		this.proxy.hang();
		String name = "alwayson-fault-" + this.proxy.port();
		assertThat(threadNames()).contains(name);
		try (Socket socket = connect()) {
			Awaitility.await().until(() -> this.proxy.connections() == 1);
			this.proxy.close();
			this.proxy.close();
			assertThat(catchThrowable(() -> assertThat(socket.getInputStream().read()).isEqualTo(-1)))
				.matches((thrown) -> thrown == null || thrown instanceof SocketException);
		}
		assertThat(threadNames()).doesNotContain(name);
		assertThatExceptionOfType(ConnectException.class).isThrownBy(this::connect);
		assertThatIllegalStateException().isThrownBy(this.proxy::heal).withMessageContaining("closed");
	}

	@Test
	void badInputIsNamed() {
		assertThatIllegalArgumentException().isThrownBy(() -> FaultProxy.to("localhost", 0))
			.withMessageContaining("1 to 65535");
		assertThatIllegalArgumentException().isThrownBy(() -> FaultProxy.to(URI.create("jdbc:h2:mem:x")));
		assertThatIllegalArgumentException().isThrownBy(() -> FaultProxy.to(URI.create("redis://localhost")))
			.withMessageContaining("redis");
		assertThatIllegalArgumentException().isThrownBy(() -> this.proxy.respond(99))
			.withMessageContaining("200 to 599");
		assertThatIllegalArgumentException().isThrownBy(() -> this.proxy.respond(503, "1\r\nX: y"));
		assertThatIllegalArgumentException().isThrownBy(() -> this.proxy.latency(Duration.ofMillis(-1)));
	}

	private int get() throws IOException, InterruptedException {
		return this.client.send(request().build(), BodyHandlers.discarding()).statusCode();
	}

	private HttpRequest.Builder request() {
		return HttpRequest.newBuilder(this.proxy.uri()).timeout(Duration.ofSeconds(10));
	}

	@Test
	void cutAnswerEndsInItsBodyAndTheNextOneIsWholeAgain() throws Exception {
		this.proxy.cut();
		byte[] body = new byte[1000];
		assertThatIOException()
			.isThrownBy(() -> this.client.send(post(BodyPublishers.ofByteArray(body)), BodyHandlers.ofByteArray()));
		assertThat(this.arrived).hasValue(1);
		assertThat(this.proxy.requests()).isEqualTo(1);
		this.proxy.heal();
		assertThat(this.client.send(post(BodyPublishers.ofByteArray(body)), BodyHandlers.ofByteArray()).body())
			.hasSize(1000);
	}

	private HttpRequest post(HttpRequest.BodyPublisher body) {
		return request().POST(body).build();
	}

	private static String post(String body) {
		return "POST / HTTP/1.1" + CRLF + "Host: x" + CRLF + "Content-Length: " + body.length() + CRLF + CRLF + body;
	}

	private void awaitHold() {
		try {
			this.hold.await(10, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private Socket connect() throws IOException {
		return new Socket(this.proxy.host(), this.proxy.port());
	}

	private static void write(Socket socket, String text) throws IOException {
		OutputStream out = socket.getOutputStream();
		out.write(text.getBytes(StandardCharsets.ISO_8859_1));
		out.flush();
	}

	private static String firstLine(Socket socket) throws IOException {
		InputStream in = socket.getInputStream();
		StringBuilder line = new StringBuilder();
		for (int octet = in.read(); octet >= 0 && octet != '\n'; octet = in.read()) {
			line.append((char) octet);
		}
		return line.toString().strip();
	}

	private static Duration since(long start) {
		return Duration.ofNanos(System.nanoTime() - start);
	}

	private static List<String> threadNames() {
		return Thread.getAllStackTraces().keySet().stream().map(Thread::getName).toList();
	}

}
