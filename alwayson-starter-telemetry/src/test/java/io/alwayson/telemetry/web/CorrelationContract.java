package io.alwayson.telemetry.web;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.stream.Stream;

import io.alwayson.telemetry.RequestLabel;
import io.alwayson.telemetry.web.RawHttp.Answer;
import io.alwayson.workload.context.UserFlow;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.trace.Span;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What holds on every server. Spring Security is on the class path, with its default
 * chain: only {@code /open} is open.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class CorrelationContract {

	private static final String ID = "X-Correlation-ID";

	private static final String TRACE_ID = "0af7651916cd43dd8448eb211c80319c";

	/** Servers of equal properties are shared: one takes seconds to come and go. */
	private final Map<List<String>, ConfigurableApplicationContext> contexts = new HashMap<>();

	private ConfigurableApplicationContext context;

	abstract WebApplicationType type();

	@AfterAll
	void close() {
		this.contexts.values().forEach(ConfigurableApplicationContext::close);
	}

	@Test
	void harmlessIdIsAnsweredWithWhereItWasAnswered() throws IOException {
		start("alwayson.stamp.id=weu-blue", "alwayson.stamp.region=westeurope", "alwayson.stamp.environment=prod");
		Answer answer = get("/open/labels", ID + ": order-4711");
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.all(ID)).containsExactly("order-4711");
		assertThat(answer.all("X-Server-Name")).hasSize(1);
		assertThat(answer.all("X-Server-Location")).containsExactly("westeurope");
		assertThat(answer.body()).startsWith("order-4711 ");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/open/labels", "/open/async", "/open/missing", "/open/fails", "/open/conflict",
			"/open/async-fails", "/closed", "/nowhere" })
	void everyAnswerHasTheId(String path) throws IOException {
		start();
		Answer answer = get(path, ID + ": order-4711");
		assertThat(answer.all(ID)).as(path + " " + answer.status()).containsExactly("order-4711");
		assertThat(answer.all("X-Server-Name")).hasSize(1);
	}

	@Test
	void refusalsOfSecurityAreAnsweredWithTheStatusOfSecurity() throws IOException {
		start();
		assertThat(get("/closed").status()).isEqualTo(401);
		assertThat(send("POST", "/open/labels").status()).isIn(403, 405);
		assertThat(send("POST", "/open/labels", ID + ": order-4711").all(ID)).containsExactly("order-4711");
	}

	@Test
	void missingIdIsTheTraceId() throws IOException {
		start();
		Answer answer = get("/open/labels", "traceparent: 00-" + TRACE_ID + "-b7ad6b7169203331-01");
		assertThat(answer.all(ID)).containsExactly(TRACE_ID);
		assertThat(get("/open/labels").all(ID)).singleElement().asString().matches("[0-9a-f]{32}");
	}

	static Stream<List<String>> hostileHeaders() {
		return Stream.of(List.of(ID + ": " + "x".repeat(65)), List.of(ID + ": " + "x".repeat(4000)),
				List.of(ID + ": <script>alert(1)</script>"), List.of(ID + ": a b"), List.of(ID + ": a,b"),
				List.of(ID + ": ${jndi:ldap://x}"), List.of(ID + ": "), List.of(ID + ": a%0d%0aSet-Cookie:x"),
				List.of(ID + ": \u00e4"), List.of(ID + ": a", ID + ": b"),
				List.of(ID + ": a", ID.toLowerCase(Locale.ROOT) + ": a"));
	}

	@ParameterizedTest
	@MethodSource("hostileHeaders")
	void hostileIdIsReplacedAndNeverAnswered(List<String> headers) throws IOException {
		start();
		double accepted = counted("accepted");
		double replaced = counted("replaced");
		Answer answer = get("/open/labels", headers.toArray(String[]::new));
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.all(ID)).singleElement().asString().matches("[0-9a-f]{32}");
		assertThat(answer.body()).startsWith(answer.all(ID).get(0) + " ");
		assertThat(counted("replaced")).isEqualTo(replaced + 1);
		assertThat(counted("accepted")).isEqualTo(accepted);
	}

	@ParameterizedTest
	@ValueSource(strings = { "a\u0000b", "a\u001bb", "a\rSet-Cookie: x=y", "a\r\nSet-Cookie: x=y", "a\nSet-Cookie: x=y",
			"a\r\n Set-Cookie: x=y" })
	void controlCharactersNeverComeBack(String value) throws IOException {
		start();
		Answer answer = get("/open/labels", ID + ": " + value);
		assertThat(answer.all("Set-Cookie")).noneMatch((cookie) -> cookie.contains("x=y"));
		assertThat(answer.all(ID)).allMatch((id) -> id.matches("[0-9a-f]{32}|a"));
		assertThat(get("/open/labels").status()).isEqualTo(200);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "nonsense", "00-" + TRACE_ID, "00-" + TRACE_ID + "-b7ad6b7169203331",
			"00-00000000000000000000000000000000-b7ad6b7169203331-01", "00-" + TRACE_ID + "-0000000000000000-01",
			"ff-" + TRACE_ID + "-b7ad6b7169203331-01", "00-" + TRACE_ID + "-b7ad6b7169203331-zz",
			"00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01", "00-<script>-b7ad6b7169203331-01",
			"00-" + TRACE_ID + "-b7ad6b7169203331-01-extra" })
	void hostileTraceparentBeginsANewTrace(String traceparent) throws IOException {
		start();
		Answer answer = get("/open/labels", "traceparent: " + traceparent, "tracestate: a=1,a=2,,=,x");
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.body().split(" ")[2]).matches("[0-9a-f]{32}").isNotEqualTo(TRACE_ID);
		assertThat(answer.all(ID)).containsExactly(answer.body().split(" ")[2]);
	}

	@Test
	void oversizedTraceparentBreaksNothing() throws IOException {
		start();
		assertThat(get("/open/labels", "traceparent: " + "0".repeat(4000), "tracestate: " + "a".repeat(3000)).status())
			.isEqualTo(200);
	}

	@Test
	void flowOfRouteAndAnnotationAreKnownToTheHandlerAndToMetrics() throws IOException {
		start("alwayson.flows.read.routes=GET /open/labels");
		assertThat(get("/open/labels").body()).contains(" read ");
		assertThat(get("/open/buy").body()).contains(" buy ");
		assertThat(get("/open/async").body()).contains(" null ");
		MeterRegistry registry = this.context.getBean(MeterRegistry.class);
		// The client may have the answer before the server has counted it.
		Awaitility.await().untilAsserted(() -> {
			assertThat(registry.get("alwayson.flow.requests").tags("flow", "buy", "outcome", "good").counter().count())
				.isEqualTo(1);
			assertThat(registry.get("alwayson.flow.duration").tags("flow", "read", "outcome", "good").timer().count())
				.isEqualTo(1);
			assertThat(registry.get("http.server.requests").tags("alwayson.flow", "buy").timer().count()).isEqualTo(1);
			assertThat(registry.get("http.server.requests").tags("alwayson.flow", "none").timer().count()).isEqualTo(1);
		});
		assertThat(registry.get("alwayson.flow.requests").tags("flow", "buy", "outcome", "bad").counter().count())
			.isZero();
		assertThat(registry.getMeters()).flatExtracting((meter) -> meter.getId().getTags())
			.noneMatch((tag) -> tag.getKey().contains("correlation"));
	}

	@Test
	void labelsFollowTheWorkIntoOtherThreads() throws IOException {
		start("alwayson.flows.read.routes=GET /open/**");
		assertThat(get("/open/async", ID + ": order-4711").body()).startsWith("order-4711 read ");
		assertThat(RequestLabel.CORRELATION_ID.get()).isNull();
	}

	@Test
	void probesAreNotObserved() throws IOException {
		start("management.endpoint.health.probes.add-additional-paths=true",
				"management.endpoint.health.probes.enabled=true");
		for (String probe : List.of("/livez", "/readyz", "/health/stamp", "/actuator/health",
				"/actuator/health/liveness")) {
			get(probe);
		}
		get("/open/labels");
		MeterRegistry registry = this.context.getBean(MeterRegistry.class);
		Awaitility.await()
			.untilAsserted(() -> assertThat(registry.find("http.server.requests").timers()).isNotEmpty()
				.allMatch((timer) -> "/open/labels".equals(timer.getId().getTag("uri"))));
	}

	@Test
	void disabledLeavesAnswersAlone() throws IOException {
		start("alwayson.telemetry.enabled=false");
		Answer answer = get("/open/labels", ID + ": order-4711");
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.all(ID)).isEmpty();
		assertThat(this.context.getBeanDefinitionNames()).noneMatch((name) -> name.startsWith("alwaysonCorrelation")
				|| name.startsWith("io.alwayson.telemetry.autoconfigure."));
	}

	private void start(String... properties) {
		this.context = this.contexts.computeIfAbsent(List.of(properties), (key) -> run(properties));
	}

	private ConfigurableApplicationContext run(String... properties) {
		return new SpringApplicationBuilder(App.class, chain()).web(type())
			.properties("server.port=0", "spring.main.banner-mode=off", "logging.level.root=ERROR",
					"alwayson.flows.buy.criticality=high", "server.max-http-request-header-size=16KB")
			.properties(properties)
			.run();
	}

	abstract Class<?> chain();

	private double counted(String source) {
		return this.context.getBean(MeterRegistry.class)
			.get("alwayson.correlation.ids")
			.tag("source", source)
			.functionCounter()
			.count();
	}

	private Answer get(String path, String... headers) throws IOException {
		return send("GET", path, headers);
	}

	private Answer send(String method, String path, String... headers) throws IOException {
		return RawHttp.send(this.context, method, path, headers);
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@RestController
	@RequestMapping("/open")
	static class App {

		private final Executor executor;

		App(AsyncTaskExecutor executor) {
			this.executor = executor;
		}

		@GetMapping("/labels")
		String labels() {
			return RequestLabel.CORRELATION_ID.get() + " " + RequestLabel.FLOW.get() + " "
					+ Span.current().getSpanContext().getTraceId();
		}

		@GetMapping("/buy")
		@UserFlow("buy")
		String buy() {
			return labels();
		}

		@GetMapping("/async")
		CompletableFuture<String> async() {
			return CompletableFuture.supplyAsync(this::labels, this.executor);
		}

		@GetMapping("/async-fails")
		CompletableFuture<String> asyncFails() {
			return CompletableFuture.supplyAsync(() -> {
				throw new IllegalStateException("on purpose");
			}, this.executor);
		}

		@GetMapping("/fails")
		String fails() {
			throw new IllegalStateException("on purpose");
		}

		@GetMapping("/conflict")
		String conflict() {
			throw new ResponseStatusException(HttpStatus.CONFLICT);
		}

	}

}
