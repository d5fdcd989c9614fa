package io.alwayson.resilience.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

import com.sun.net.httpserver.HttpServer;
import io.alwayson.resilience.CircuitOpenException;
import io.alwayson.resilience.DeadlineExceededException;
import io.alwayson.resilience.Recorder;
import io.alwayson.resilience.Resilience;
import io.alwayson.resilience.autoconfigure.ResilienceAutoConfiguration;
import io.alwayson.resilience.autoconfigure.ResilienceHttpAutoConfiguration;
import io.alwayson.test.fault.FaultProxy;
import io.alwayson.workload.autoconfigure.WorkloadAutoConfiguration;
import io.alwayson.workload.context.CallOutcome;
import io.alwayson.workload.context.CallOutcome.Operation;
import io.alwayson.workload.context.CallOutcome.Result;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.boot.restclient.RestTemplateBuilder;
import org.springframework.boot.restclient.autoconfigure.RestClientAutoConfiguration;
import org.springframework.boot.restclient.autoconfigure.RestTemplateAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.client.HttpServerErrorException;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for the door of {@code RestClient} and {@code RestTemplate}, against a real
 * server behind a proxy that breaks.
 */
@Timeout(60)
class RestClientDoorTests {

	private final Recorder recorder = new Recorder();

	private final List<String> arrivals = Collections.synchronizedList(new ArrayList<>());

	private ClientHttpRequestFactoryBuilder<?> clients = ClientHttpRequestFactoryBuilder.jdk();

	private HttpServer server;

	private FaultProxy proxy;

	@BeforeEach
	void start() throws IOException {
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.server.createContext("/", (exchange) -> {
			byte[] body = exchange.getRequestBody().readAllBytes();
			this.arrivals.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
					+ exchange.getRequestHeaders().getFirst("X-Token") + " "
					+ new String(body, StandardCharsets.UTF_8));
			String path = exchange.getRequestURI().getPath();
			int status = path.startsWith("/status/") ? Integer.parseInt(path.substring("/status/".length())) : 200;
			boolean flaky = path.equals("/flaky") && this.arrivals.size() < 3;
			byte[] answer = "answer".getBytes(StandardCharsets.UTF_8);
			boolean bodyless = "HEAD".equals(exchange.getRequestMethod());
			exchange.sendResponseHeaders(flaky ? 503 : status, bodyless ? -1 : answer.length);
			if (!bodyless) {
				exchange.getResponseBody().write(answer);
			}
			exchange.close();
		});
		this.server.start();
		this.proxy = FaultProxy.to("127.0.0.1", this.server.getAddress().getPort());
	}

	@AfterEach
	void stop() {
		this.proxy.close();
		this.server.stop(0);
		assertThat(Thread.currentThread().isInterrupted()).isFalse();
	}

	@Test
	void answerComesThrough() {
		with((client) -> assertThat(client.get().uri("/items").retrieve().body(String.class)).isEqualTo("answer"));
		assertThat(this.recorder.outcomes).singleElement().satisfies((outcome) -> {
			assertThat(outcome.dependency()).isEqualTo("prices");
			assertThat(outcome.operation()).isEqualTo(Operation.READ);
			assertThat(outcome.result()).isEqualTo(Result.SUCCESS);
		});
	}

	@Test
	void flakyServerIsSurvived() {
		with((client) -> assertThat(client.get().uri("/flaky").retrieve().body(String.class)).isEqualTo("answer"));
		assertThat(this.recorder.results()).containsExactly(Result.FAILURE, Result.FAILURE, Result.SUCCESS);
	}

	@ParameterizedTest
	@CsvSource({ "GET,3", "HEAD,3", "OPTIONS,3", "PUT,3", "DELETE,3", "POST,1", "PATCH,1" })
	void onlyIdempotentMethodsAreRepeated(String method, int attempts) {
		this.proxy.respond(503);
		with((client) -> assertThatExceptionOfType(HttpServerErrorException.ServiceUnavailable.class)
			.isThrownBy(() -> client.method(HttpMethod.valueOf(method)).uri("/items").retrieve().toBodilessEntity()));
		assertThat(this.proxy.requests()).isEqualTo(attempts);
		assertThat(this.recorder.outcomes).hasSize(attempts);
	}

	@ParameterizedTest
	@CsvSource({ "500,3,FAILURE", "502,3,FAILURE", "504,3,FAILURE", "429,3,FAILURE", "501,1,FAILURE", "404,1,SUCCESS",
			"409,1,SUCCESS", "200,1,SUCCESS" })
	void statusDecides(int status, int attempts, Result result) {
		with((client) -> {
			Integer seen = client.get()
				.uri("/status/" + status)
				.exchange((request, response) -> response.getStatusCode().value());
			assertThat(seen).isEqualTo(status);
		});
		assertThat(this.arrivals).hasSize(attempts);
		assertThat(this.recorder.results()).containsOnly(result).hasSize(attempts);
		assertThat(this.recorder.outcomes).extracting(CallOutcome::refusal)
			.containsOnly(status == 404 || status == 409);
	}

	@Test
	void tooManyRequestsWasNotProcessedSoAlsoPostIsRepeated() {
		this.proxy.respond(429);
		with((client) -> assertThatExceptionOfType(HttpClientErrorException.TooManyRequests.class)
			.isThrownBy(() -> client.post().uri("/items").body("order").retrieve().toBodilessEntity()));
		assertThat(this.proxy.requests()).isEqualTo(3);
	}

	@Test
	void bodyIsSentAgain() {
		with((client) -> client.put().uri("/flaky").body("order").retrieve().toBodilessEntity());
		assertThat(this.arrivals).hasSize(3).allMatch((arrival) -> arrival.endsWith(" order"));
	}

	@Test
	void lastResponseReachesTheCallerUnchanged() {
		with((client) -> assertThatExceptionOfType(HttpServerErrorException.class)
			.isThrownBy(() -> client.get().uri("/status/503").retrieve().toBodilessEntity())
			.satisfies((ex) -> assertThat(ex.getResponseBodyAsString()).isEqualTo("answer")));
	}

	@Test
	void retryAfterIsNotEarly() {
		this.proxy.respond(503, "1");
		long start = System.nanoTime();
		with((client) -> assertThatExceptionOfType(HttpServerErrorException.class)
			.isThrownBy(() -> client.get().uri("/items").retrieve().toBodilessEntity()),
				"alwayson.dependencies.prices.resilience.max-attempts=2");
		assertThat(this.proxy.requests()).isEqualTo(2);
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
	}

	@Test
	void retryAfterThatDoesNotFitGivesUpAtOnce() {
		this.proxy.respond(503, "60");
		long start = System.nanoTime();
		with((client) -> {
			assertThatExceptionOfType(HttpServerErrorException.class)
				.isThrownBy(() -> client.get().uri("/items").retrieve().toBodilessEntity());
		});
		assertThat(this.proxy.requests()).isEqualTo(1);
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
	}

	@Test
	void hangingServerIsLeftAtTheAttemptTimeoutAndTheCallerSeesATimeout() {
		this.proxy.hang();
		with((client) -> assertThatExceptionOfType(ResourceAccessException.class)
			.isThrownBy(() -> client.get().uri("/items").retrieve().toBodilessEntity())
			.withCauseInstanceOf(java.net.SocketTimeoutException.class),
				"alwayson.dependencies.prices.resilience.attempt-timeout=400ms");
		assertThat(this.proxy.requests()).isEqualTo(3);
		assertThat(this.recorder.results()).containsOnly(Result.TIMEOUT).hasSize(3);
	}

	@ParameterizedTest
	@MethodSource
	void clientThatListensToInterruptsLeavesAHangingServer(ClientHttpRequestFactoryBuilder<?> listening) {
		this.clients = listening;
		this.proxy.hang();
		with((client) -> assertThatExceptionOfType(ResourceAccessException.class)
			.isThrownBy(() -> client.get().uri("/items").retrieve().toBodilessEntity()),
				"alwayson.dependencies.prices.resilience.attempt-timeout=400ms");
		assertThat(this.recorder.results()).containsOnly(Result.TIMEOUT).hasSize(3);
	}

	static Stream<ClientHttpRequestFactoryBuilder<?>> clientThatListensToInterruptsLeavesAHangingServer() {
		return Stream.of(ClientHttpRequestFactoryBuilder.jdk(), ClientHttpRequestFactoryBuilder.jetty(),
				ClientHttpRequestFactoryBuilder.reactor());
	}

	@Test
	void clientThatDoesNotIsReported() {
		this.clients = ClientHttpRequestFactoryBuilder.simple();
		this.proxy.hang();
		Thread resetter = new Thread(() -> {
			Awaitility.await().until(() -> this.recorder.events.contains("overrun"));
			this.proxy.reset();
		});
		resetter.start();
		with((client) -> assertThatExceptionOfType(ResourceAccessException.class)
			.isThrownBy(() -> client.get().uri("/items").retrieve().toBodilessEntity()),
				"alwayson.dependencies.prices.resilience.attempt-timeout=400ms");
		assertThat(this.recorder.results()).startsWith(Result.TIMEOUT);
	}

	@Test
	void hangingServerIsLeftAtTheDeadlineWhereTheCallCannotBeRepeated() {
		this.proxy.hang();
		with((client) -> {
			long start = System.nanoTime();
			assertThatExceptionOfType(DeadlineExceededException.class)
				.isThrownBy(() -> client.post().uri("/items").body("order").retrieve().toBodilessEntity());
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofMillis(500),
					Duration.ofSeconds(5));
		}, "alwayson.dependencies.prices.resilience.deadline=500ms",
				"alwayson.dependencies.prices.resilience.attempt-timeout=100ms");
		assertThat(this.proxy.requests()).isEqualTo(1);
	}

	@Test
	void slowServerIsWaitedFor() {
		this.proxy.latency(Duration.ofMillis(200));
		with((client) -> assertThat(client.get().uri("/items").retrieve().body(String.class)).isEqualTo("answer"));
		assertThat(this.arrivals).hasSize(1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "GET", "POST" })
	void refusedConnectionWasNotProcessedSoItIsTriedAgain(String method) {
		this.proxy.refuse();
		with((client) -> assertThatExceptionOfType(ResourceAccessException.class)
			.isThrownBy(() -> client.method(HttpMethod.valueOf(method)).uri("/items").retrieve().toBodilessEntity()));
		assertThat(this.recorder.results()).containsExactly(Result.FAILURE, Result.FAILURE, Result.FAILURE);
	}

	@ParameterizedTest
	@CsvSource({ "GET,3", "POST,1" })
	void requestThatMayHaveBeenProcessedIsTriedAgainOnlyWhereThatIsSafe(String method, int attempts) {
		this.proxy.hang();
		Thread resetter = new Thread(() -> {
			Awaitility.await().until(() -> this.proxy.requests() == 1);
			this.proxy.reset();
		});
		resetter.start();
		with((client) -> assertThatExceptionOfType(ResourceAccessException.class)
			.isThrownBy(() -> client.method(HttpMethod.valueOf(method)).uri("/items").retrieve().toBodilessEntity()));
		assertThat(this.recorder.results()).containsOnly(Result.FAILURE).hasSize(attempts);
	}

	@Test
	void outageOpensTheBreakerAndItsEndClosesIt() {
		this.proxy.respond(503);
		with((client) -> {
			for (int call = 0; call < 7; call++) {
				assertThatExceptionOfType(RuntimeException.class)
					.isThrownBy(() -> client.get().uri("/items").retrieve().toBodilessEntity());
			}
			assertThatExceptionOfType(CircuitOpenException.class)
				.isThrownBy(() -> client.get().uri("/items").retrieve().toBodilessEntity());
			this.proxy.heal();
			Awaitility.await()
				.atMost(Duration.ofSeconds(2))
				.ignoreException(CircuitOpenException.class)
				.until(() -> client.get().uri("/items").retrieve().body(String.class), "answer"::equals);
		}, "alwayson.dependencies.prices.resilience.breaker.min-calls=5",
				"alwayson.dependencies.prices.resilience.first-delay=1ms",
				"alwayson.dependencies.prices.resilience.max-delay=1ms");
	}

	@Test
	void undeclaredOriginIsNotTouched() {
		context((context) -> {
			this.proxy.respond(503);
			RestClient client = context.getBean(RestClient.Builder.class).build();
			URI other = URI.create("http://localhost:" + this.proxy.port() + "/items");
			assertThatExceptionOfType(HttpServerErrorException.class)
				.isThrownBy(() -> client.get().uri(other).retrieve().toBodilessEntity());
			assertThat(this.proxy.requests()).isEqualTo(1);
			assertThat(this.recorder.outcomes).isEmpty();
		});
	}

	@Test
	void headersThatOthersAddAreAddedOnce() {
		context((context) -> {
			RestClient client = context.getBean(RestClient.Builder.class)
				.baseUrl(this.proxy.uri().toString())
				.requestInterceptor((request, body, execution) -> {
					request.getHeaders().add("X-Token", "secret");
					return execution.execute(request, body);
				})
				.build();
			client.get().uri("/flaky").retrieve().toBodilessEntity();
			assertThat(this.arrivals).hasSize(3).allMatch((arrival) -> arrival.contains(" secret "));
		});
	}

	@Test
	void responsesOfFailedAttemptsAreClosed() {
		context((context) -> {
			List<Boolean> closed = new ArrayList<>();
			RestClient client = context.getBean(RestClient.Builder.class)
				.baseUrl(this.proxy.uri().toString())
				.requestInterceptor((request, body, execution) -> {
					int index = closed.size();
					closed.add(false);
					return new CloseAware(execution.execute(request, body), () -> closed.set(index, true));
				})
				.build();
			client.get().uri("/flaky").exchange((request, response) -> {
				assertThat(closed).containsExactly(true, true, false);
				return response.getStatusCode();
			});
		});
	}

	@Test
	void restTemplateGoesThroughTheSameDoor() {
		context((context) -> assertThat(context.getBean(RestTemplateBuilder.class)
			.build()
			.getForObject(this.proxy.uri() + "/flaky", String.class)).isEqualTo("answer"));
		assertThat(this.arrivals).hasSize(3);
	}

	@Test
	void callThatAnApplicationProtectsItselfIsProtectedOnce() {
		this.proxy.respond(503);
		context((context) -> {
			RestClient client = context.getBean(RestClient.Builder.class).baseUrl(this.proxy.uri().toString()).build();
			assertThatExceptionOfType(HttpServerErrorException.class).isThrownBy(() -> context.getBean(Resilience.class)
				.dependency("prices")
				.idempotent()
				.call(() -> client.get().uri("/items").retrieve().body(String.class)));
		});
		assertThat(this.proxy.requests()).isEqualTo(3);
		assertThat(this.recorder.outcomes).extracting(CallOutcome::result).containsOnly(Result.FAILURE).hasSize(3);
	}

	private void with(Consumer<RestClient> test, String... properties) {
		context((context) -> test
			.accept(context.getBean(RestClient.Builder.class).baseUrl(this.proxy.uri().toString()).build()),
				properties);
	}

	private void context(Consumer<AssertableApplicationContext> test, String... properties) {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(WorkloadAutoConfiguration.class, ResilienceAutoConfiguration.class,
					ResilienceHttpAutoConfiguration.class, RestClientAutoConfiguration.class,
					RestTemplateAutoConfiguration.class))
			.withBean(Recorder.class, () -> this.recorder)
			.withBean(ClientHttpRequestFactoryBuilder.class, () -> this.clients)
			.withPropertyValues("alwayson.dependencies.prices.type=http",
					"alwayson.dependencies.prices.endpoint=" + this.proxy.uri(),
					// Room for a busy machine: tests that are about time say their own.
					"alwayson.dependencies.prices.resilience.deadline=20s",
					"alwayson.dependencies.prices.resilience.attempt-timeout=5s")
			.withPropertyValues(properties)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				test.accept(context);
			});
	}

	/** Tells when it is closed. */
	private record CloseAware(ClientHttpResponse delegate, Runnable closed) implements ClientHttpResponse {

		@Override
		public org.springframework.http.HttpStatusCode getStatusCode() throws IOException {
			return this.delegate.getStatusCode();
		}

		@Override
		public String getStatusText() throws IOException {
			return this.delegate.getStatusText();
		}

		@Override
		public void close() {
			this.closed.run();
			this.delegate.close();
		}

		@Override
		public java.io.InputStream getBody() throws IOException {
			return this.delegate.getBody();
		}

		@Override
		public org.springframework.http.HttpHeaders getHeaders() {
			return this.delegate.getHeaders();
		}

	}

}
