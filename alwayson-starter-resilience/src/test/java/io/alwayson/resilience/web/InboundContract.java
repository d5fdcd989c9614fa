package io.alwayson.resilience.web;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.alwayson.resilience.Resilience;
import io.alwayson.resilience.inbound.InboundDoor;
import io.alwayson.resilience.inbound.LoadLimit;
import io.alwayson.resilience.metrics.InboundMetrics;
import io.alwayson.workload.context.CallContext;
import io.micrometer.core.instrument.MeterRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * What a server does at its door, over real connections.
 */
@Timeout(60)
abstract class InboundContract {

	private static final String DEADLINE = "X-AlwaysOn-Deadline-Ms";

	private static final String CRITICALITY = "X-AlwaysOn-Criticality";

	private final HttpClient client = HttpClient.newHttpClient();

	private final List<CompletableFuture<HttpResponse<String>>> pending = new ArrayList<>();

	private ConfigurableApplicationContext context;

	/** The kind of server. */
	abstract WebApplicationType type();

	/** What answers with what it knows of its request. */
	abstract Class<?> controller();

	@AfterEach
	void stop() {
		if (this.context != null) {
			this.context.getBean(Gate.class).open.countDown();
			this.pending.forEach((response) -> response.orTimeout(10, TimeUnit.SECONDS).join());
			this.context.close();
		}
	}

	@Test
	void deadlineOfTheRequestIsKnownInside() throws Exception {
		start();
		assertThat(get("/context").body()).isEqualTo("no deadline, HIGH, no flow");
		String body = get("/context", DEADLINE, "30000").body();
		assertThat(Long.parseLong(body.substring(0, body.indexOf(' ')))).isBetween(1L, 30_000L);
	}

	@ParameterizedTest
	@ValueSource(strings = { "-5", "soon", "1e9", "99999999999" })
	void headerThatCannotBeUnderstoodIsNone(String header) throws Exception {
		start();
		assertThat(get("/context", DEADLINE, header, CRITICALITY, header).body())
			.isEqualTo("no deadline, HIGH, no flow");
	}

	@Test
	void headerThatIsThereTwiceIsNone() throws Exception {
		start();
		assertThat(get("/context", DEADLINE, "10", DEADLINE, "20000", CRITICALITY, "low", CRITICALITY, "medium").body())
			.isEqualTo("no deadline, HIGH, no flow");
	}

	@ParameterizedTest
	@CsvSource({ "10.0.0.0/8,/browse,high,MEDIUM", "10.0.0.0/8,/browse,low,LOW", "127.0.0.0/8,/browse,high,HIGH",
			"127.0.0.0/8,/browse,low,LOW", "10.0.0.0/8,/report,high,LOW", "127.0.0.0/8,/report,high,HIGH" })
	void strangerMayLowerAndATrustedCallerMayRaise(String trusted, String path, String header, String criticality)
			throws Exception {
		start("alwayson.inbound.trusted-networks=" + trusted);
		assertThat(get(path, CRITICALITY, header).body()).contains(criticality);
	}

	@Test
	void requestWhoseAnswerWasDueIsNotWorkedOn() throws Exception {
		start();
		HttpResponse<String> response = get("/context", DEADLINE, "0");
		assertThat(response.statusCode()).isEqualTo(504);
		assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
		assertThat(response.headers().firstValue("Retry-After")).isEmpty();
		assertThat(response.body()).isEqualTo(
				"{\"title\":\"Gateway Timeout\",\"status\":504,\"detail\":\"The answer was not ready when it was due\"}");
		assertThat(this.context.getBean(Gate.class).handled).hasValue(0);
		assertThat(count("high", "expired")).isEqualTo(1);
	}

	@Test
	void fullServerRefusesWithAJitteredRetryAfterAndAnswersAgain() throws Exception {
		start("alwayson.inbound.limit=enforce");
		hold("/hang", 5);
		List<String> waits = new ArrayList<>();
		for (int request = 0; request < 30; request++) {
			HttpResponse<String> response = get("/context");
			assertThat(response.statusCode()).isEqualTo(503);
			assertThat(response.headers().firstValue("Cache-Control")).contains("no-store");
			assertThat(response.body()).contains("\"status\":503").contains("more to do than can be done");
			waits.add(response.headers().firstValue("Retry-After").orElseThrow());
		}
		assertThat(waits).containsOnly("1", "2", "3");
		assertThat(count("high", "shed")).isEqualTo(30);
		this.context.getBean(Gate.class).open.countDown();
		Awaitility.await().untilAsserted(() -> assertThat(get("/context").statusCode()).isEqualTo(200));
		Awaitility.await().untilAsserted(() -> assertThat(this.context.getBean(InboundDoor.class).inFlight()).isZero());
	}

	@Test
	void healthAndActuatorAreNeverRefused() throws Exception {
		start("alwayson.inbound.limit=enforce", "management.endpoints.web.exposure.include=health,metrics");
		hold("/hang", 5);
		assertThat(get("/actuator/health").statusCode()).isEqualTo(200);
		assertThat(get("/actuator/metrics").statusCode()).isEqualTo(200);
		assertThat(get("/actuator/health", DEADLINE, "0").statusCode()).isEqualTo(200);
		assertThat(get("/actuatory").statusCode()).isEqualTo(503);
	}

	@Test
	void actuatorAtTheRootIsNeverRefusedEither() throws Exception {
		start("alwayson.inbound.limit=enforce", "management.endpoints.web.base-path=/");
		hold("/hang", 5);
		assertThat(get("/health").statusCode()).isEqualTo(200);
		assertThat(get("/context").statusCode()).isEqualTo(503);
	}

	@Test
	void byDefaultNobodyIsRefused() throws Exception {
		start();
		hold("/hang", 6);
		assertThat(get("/context").statusCode()).isEqualTo(200);
		assertThat(count("high", "observed")).isEqualTo(2);
		assertThat(count("high", "shed")).isZero();
	}

	@Test
	void whatMattersLessIsRefusedFirst() throws Exception {
		start("alwayson.inbound.limit=enforce");
		hold("/hang", 3);
		awaitInFlight(3);
		assertThat(get("/context", CRITICALITY, "low").statusCode()).isEqualTo(503);
		assertThat(get("/report").statusCode()).as("by the annotation of its handler").isEqualTo(503);
		assertThat(get("/context", CRITICALITY, "medium").statusCode()).isEqualTo(200);
		// A server answers a moment before it is done.
		awaitInFlight(3);
		hold("/hang", 1);
		awaitInFlight(4);
		assertThat(get("/browse").statusCode()).as("by its route").isEqualTo(503);
		assertThat(get("/context").statusCode()).isEqualTo(200);
		awaitInFlight(4);
	}

	private void awaitInFlight(int requests) {
		Awaitility.await()
			.untilAsserted(() -> assertThat(this.context.getBean(InboundDoor.class).inFlight()).isEqualTo(requests));
	}

	@Test
	void requestThatGaveItsThreadBackStillTakesRoom() throws Exception {
		start("alwayson.inbound.limit=enforce");
		hold("/hang-without-thread", 5);
		assertThat(get("/context").statusCode()).isEqualTo(503);
		this.context.getBean(Gate.class).open.countDown();
		Awaitility.await().untilAsserted(() -> assertThat(this.context.getBean(InboundDoor.class).inFlight()).isZero());
		assertThat(get("/context").statusCode()).isEqualTo(200);
	}

	@Test
	void requestThatWasLetInIsAnsweredHoweverFullItIsThen() throws Exception {
		start("alwayson.inbound.limit=enforce");
		hold("/report-without-thread", 1);
		hold("/hang", 4);
		this.context.getBean(Gate.class).report.countDown();
		assertThat(this.pending.get(0).get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
	}

	@ParameterizedTest
	@CsvSource({ "circuit,503", "deadline,504", "timeout,504" })
	void rejectionThatAHandlerLetsOutIsAProblemWithoutInternals(String kind, int status) throws Exception {
		start();
		HttpResponse<String> response = get("/rejected/" + kind, "Accept", "text/html");
		assertThat(response.statusCode()).isEqualTo(status);
		assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
		assertThat(response.headers().firstValue("Retry-After").isPresent()).isEqualTo(status == 503);
		assertThat(response.body()).contains("\"status\":" + status)
			.doesNotContain("prices")
			.doesNotContain("breaker")
			.doesNotContain("xception");
	}

	@Test
	void exceptionsOfTheApplicationAreLeftAlone() throws Exception {
		start();
		assertThat(get("/rejected/bug").statusCode()).isEqualTo(500);
	}

	@Test
	void adviceOfTheApplicationComesFirst() throws Exception {
		start("own-advice=true");
		HttpResponse<String> response = get("/rejected/circuit");
		assertThat(response.statusCode()).isEqualTo(418);
		assertThat(response.body()).isEqualTo("circuit breaker");
	}

	@Test
	void networksOnAPlatformThatBelievesForwardingHeadersNeedAWord() {
		assertThatThrownBy(
				() -> start("alwayson.inbound.trusted-networks=10.0.0.0/8", "spring.main.cloud-platform=kubernetes"))
			.hasStackTraceContaining("server.forward-headers-strategy");
	}

	private void start(String... properties) {
		List<String> all = new ArrayList<>(List.of("server.port=0", "spring.main.banner-mode=off",
				"alwayson.dependencies.prices.type=custom", "alwayson.dependencies.prices.failure-scope=global",
				"alwayson.dependencies.prices.resilience.attempt-timeout=50ms",
				"alwayson.flows.browse.criticality=medium", "alwayson.flows.browse.routes[0]=GET /browse",
				"alwayson.flows.report.criticality=low"));
		all.addAll(List.of(properties));
		this.context = new SpringApplicationBuilder(Server.class, controller()).web(type())
			.properties(all.toArray(String[]::new))
			.run();
	}

	/** Has requests hang in their handlers. */
	private void hold(String path, int requests) {
		AtomicInteger waiting = this.context.getBean(Gate.class).waiting;
		int before = waiting.get();
		for (int request = 0; request < requests; request++) {
			this.pending.add(this.client.sendAsync(request(path), HttpResponse.BodyHandlers.ofString()));
		}
		Awaitility.await().untilAtomic(waiting, org.hamcrest.Matchers.equalTo(before + requests));
	}

	private HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
		return this.client.send(request(path, headers), HttpResponse.BodyHandlers.ofString());
	}

	private HttpRequest request(String path, String... headers) {
		int port = ((WebServerApplicationContext) this.context).getWebServer().getPort();
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
			.timeout(Duration.ofSeconds(30));
		for (int index = 0; index < headers.length; index += 2) {
			request.header(headers[index], headers[index + 1]);
		}
		return request.build();
	}

	private double count(String criticality, String outcome) {
		return this.context.getBean(MeterRegistry.class)
			.get(InboundMetrics.REQUESTS)
			.tags("criticality", criticality, "outcome", outcome)
			.counter()
			.count();
	}

	static String describe(CallContext context) {
		String deadline = (context.deadline() != null)
				? Duration.ofNanos(context.deadline().remainingNanos(System.nanoTime())).toMillis() + " ms"
				: "no deadline";
		return deadline + ", " + context.criticality() + ", " + ((context.flow() != null) ? context.flow() : "no flow");
	}

	/** Where requests hang. */
	static final class Gate {

		final CountDownLatch open = new CountDownLatch(1);

		final CountDownLatch report = new CountDownLatch(1);

		final AtomicInteger waiting = new AtomicInteger();

		final AtomicInteger handled = new AtomicInteger();

		String pass() {
			return pass(this.open);
		}

		String passReport() {
			return pass(this.report);
		}

		private String pass(CountDownLatch latch) {
			this.waiting.incrementAndGet();
			try {
				latch.await(30, TimeUnit.SECONDS);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			return "passed";
		}

	}

	/** The application. */
	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Server {

		@Bean
		Gate gate() {
			return new Gate();
		}

		/** Room for five. */
		@Bean
		LoadLimit loadLimit() {
			return new LoadLimit() {

				@Override
				public int limit() {
					return 5;
				}

				@Override
				public void onAnswer(long startedAt, long durationNanos, int inFlight) {
				}

			};
		}

		@Bean
		Rejecting rejecting(Resilience resilience) {
			return new Rejecting(resilience);
		}

		@Configuration(proxyBeanMethods = false)
		@ConditionalOnBooleanProperty("own-advice")
		static class WithAdvice {

			@Bean
			OwnAdvice ownAdvice() {
				return new OwnAdvice();
			}

		}

	}

	/** Lets rejections out. */
	@RestController
	static final class Rejecting {

		private final Resilience resilience;

		Rejecting(Resilience resilience) {
			this.resilience = resilience;
		}

		@GetMapping("/rejected/{kind}")
		String rejected(@PathVariable("kind") String kind) throws InterruptedException {
			var prices = this.resilience.dependency("prices");
			switch (kind) {
				case "circuit" -> this.resilience.corridor("prices").breaker().forceOpen();
				case "timeout" -> prices = prices.idempotent();
				case "bug" -> throw new IllegalStateException("bug");
				default -> {
					// The deadline.
				}
			}
			return prices.call(() -> {
				new CountDownLatch(1).await();
				return "";
			});
		}

	}

	/** The application knows better. */
	@ControllerAdvice
	static final class OwnAdvice {

		@ExceptionHandler
		ResponseEntity<String> all(io.alwayson.resilience.CallRejectedException rejection) {
			return ResponseEntity.status(418).body(rejection.policy());
		}

	}

}
