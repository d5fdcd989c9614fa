package io.alwayson.health.http;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import com.sun.net.httpserver.HttpServer;
import io.alwayson.health.CheckResult.Status;
import io.alwayson.health.HealthCheck;
import io.alwayson.health.HealthCheck.Answer;
import io.alwayson.health.Reasons;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Tests for {@link HttpHealthCheck} and {@link StampServiceHealthCheck}.
 */
class HttpHealthCheckTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(5);

	private final HttpClient client = HttpClient.newHttpClient();

	private HttpServer server;

	private int status = 200;

	private String body = "";

	@BeforeEach
	void start() throws IOException {
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.server.createContext("/", (exchange) -> {
			byte[] bytes = this.body.getBytes(StandardCharsets.UTF_8);
			exchange.sendResponseHeaders(this.status, (bytes.length > 0) ? bytes.length : -1);
			exchange.getResponseBody().write(bytes);
			exchange.close();
		});
		this.server.start();
	}

	@AfterEach
	void stop() {
		this.server.stop(0);
	}

	@ParameterizedTest
	@CsvSource({ "200,UP,", "204,UP,", "302,UP,", "404,DOWN,HTTP_404", "401,DOWN,HTTP_401", "429,SLOW,HTTP_429",
			"503,DOWN,HTTP_503" })
	void httpIsUpBelow400(int status, Status expected, String reason) throws Exception {
		this.status = status;
		assertThat(new HttpHealthCheck(this.client, uri("/probe"), TIMEOUT).check())
			.isEqualTo(new Answer(expected, reason, true));
	}

	@Test
	void nobodyListeningIsAFailedConnection() throws IOException {
		URI nobody;
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			nobody = URI.create("http://127.0.0.1:" + socket.getLocalPort());
		}
		HealthCheck check = new HttpHealthCheck(this.client, nobody, TIMEOUT);
		assertThat(Reasons.of(catchThrowable(check::check))).isEqualTo("CONNECT_FAILED");
	}

	@Test
	void silentServerIsATimeout() throws IOException {
		try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
			HealthCheck check = new HttpHealthCheck(this.client,
					URI.create("http://127.0.0.1:" + silent.getLocalPort()), Duration.ofMillis(200));
			assertThat(Reasons.of(catchThrowable(check::check))).isEqualTo("TIMEOUT");
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					200 | {"own":{"status":"HEALTHY","routing":"ACCEPT"}}                                    | UP   |           | true
					503 | {"routing":"REFUSE","own":{"status":"HEALTHY","routing":"ACCEPT"}}                 | UP   |           | true
					503 | {"routing":"REFUSE","own":{"status":"UNHEALTHY","routing":"REFUSE"}}               | DOWN | REFUSES   | true
					200 | {"own":{"status":"UNHEALTHY","routing":"ACCEPT"},"checks":[{"component":"x"}]}     | DOWN | UNHEALTHY | false
					200 | {"own":{"status":"DEGRADED","routing":"ACCEPT"}}                                   | SLOW | DEGRADED  | true
					200 | {"own":{"status":"MAYBE","routing":"ACCEPT"}}                                      | SLOW | UNKNOWN   | true
					200 | {"own":{"routing":"ACCEPT"}}                                                       | SLOW | UNKNOWN   | true
					200 | {"own":{"status":"HEALTHY"}}                                                       | DOWN | NO_VERDICT | false
					200 | {"own":{"status":"HEALTHY","routing":"MAYBE"}}                                     | DOWN | NO_VERDICT | false
					200 | {"own":"ACCEPT","status":"HEALTHY","routing":"ACCEPT"}                             | DOWN | NO_VERDICT | false
					200 | {"status":"HEALTHY","routing":"ACCEPT"}                                            | DOWN | NO_VERDICT | false
					200 | {"status":"UP"}                                                                    | DOWN | NO_VERDICT | false
					200 | {"own":{"status":"HEALTHY","routing":"ACC                                          | DOWN | NO_VERDICT | false
					200 | <html>                                                                             | DOWN | NO_VERDICT | false
					200 | []                                                                                 | DOWN | NO_VERDICT | false
					200 | null                                                                               | DOWN | NO_VERDICT | false
					200 | {"own":                                                                            | DOWN | NO_VERDICT | false
					503 | {"status":"UNHEALTHY","routing":"REFUSE"}                                          | DOWN | HTTP_503  | true
					302 | {"own":{"status":"HEALTHY","routing":"ACCEPT"}}                                    | DOWN | HTTP_302  | false
					503 | upstream connect error                                                             | DOWN | HTTP_503  | true
					401 | {}                                                                                 | DOWN | HTTP_401  | false
					403 | {"own":{"status":"HEALTHY","routing":"REFUSE"}}                                    | DOWN | HTTP_403  | false
					404 | {}                                                                                 | DOWN | HTTP_404  | false
					429 | {}                                                                                 | SLOW | HTTP_429  | true
					502 | {}                                                                                 | DOWN | HTTP_502  | true
					""")
	void stampServiceFollowsWhatTheSiblingThinksOfItself(int status, String body, Status expected, String reason,
			boolean evicts) throws Exception {
		this.status = status;
		this.body = body;
		assertThat(new StampServiceHealthCheck(this.client, uri("/health/stamp"), TIMEOUT).check())
			.isEqualTo(new Answer(expected, reason, evicts));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "[", "{\"a\":", "\u0000", "{\"own\":{\"routing\":\"ACCEPT\"}}" })
	void stampServiceThatNeverStopsTalkingIsCutOff(String endless) throws Exception {
		byte[] chunk = endless.isEmpty() ? new byte[1024] : endless.getBytes(StandardCharsets.UTF_8);
		CompletableFuture<Void> cut = new CompletableFuture<>();
		this.server.createContext("/endless", (exchange) -> {
			exchange.sendResponseHeaders(200, 0);
			try (OutputStream out = new BufferedOutputStream(exchange.getResponseBody())) {
				while (true) {
					out.write(chunk);
				}
			}
			catch (IOException ex) {
				cut.complete(null);
			}
		});
		Answer answer = new StampServiceHealthCheck(this.client, uri("/endless"), TIMEOUT).check();
		assertThat(answer).isIn(new Answer(Status.DOWN, "NO_VERDICT", false), Answer.slow("UNKNOWN"));
		cut.get(10, TimeUnit.SECONDS);
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void serverThatFallsSilentInTheMiddleHoldsNoThreadOnceItIsGivenUp(boolean stampService) throws Exception {
		CountDownLatch silent = new CountDownLatch(1);
		this.server.createContext("/silent", (exchange) -> {
			exchange.sendResponseHeaders(200, 0);
			exchange.getResponseBody().write("{\"own\":".getBytes(StandardCharsets.UTF_8));
			exchange.getResponseBody().flush();
			silent.countDown();
		});
		HealthCheck check = stampService ? new StampServiceHealthCheck(this.client, uri("/silent"), TIMEOUT)
				: new HttpHealthCheck(this.client, uri("/silent"), TIMEOUT);
		CompletableFuture<Throwable> failure = new CompletableFuture<>();
		Thread thread = new Thread(() -> failure.complete(catchThrowable(check::check)));
		thread.start();
		assertThat(silent.await(10, TimeUnit.SECONDS)).isTrue();
		thread.interrupt();
		assertThat(failure.get(10, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
	}

	@ParameterizedTest
	@CsvSource({ "http://a, /p, http://a/p", "http://a/, /p, http://a/p", "http://a/b, p, http://a/b/p",
			"http://a/b/, /p/q?r=s, http://a/b/p/q?r=s" })
	void pathIsRelativeToTheEndpoint(URI endpoint, String path, URI expected) {
		assertThat(HttpHealthCheckFactory.at(endpoint, path)).isEqualTo(expected);
	}

	private URI uri(String path) {
		return URI.create("http://127.0.0.1:" + this.server.getAddress().getPort() + path);
	}

}
