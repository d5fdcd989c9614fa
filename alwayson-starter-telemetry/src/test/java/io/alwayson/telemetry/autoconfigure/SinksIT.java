package io.alwayson.telemetry.autoconfigure;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

import io.alwayson.test.telemetry.AzureMonitorReceiver;
import io.alwayson.test.telemetry.OtlpReceiver;
import io.alwayson.test.telemetry.ReceivedLog;
import io.alwayson.test.telemetry.ReceivedSpan;
import io.alwayson.workload.context.UserFlow;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What arrives at each sink, from a real server to real receivers.
 */
class SinksIT {

	private static final Logger logger = LoggerFactory.getLogger(SinksIT.class);

	private static final Map<String, String> IDENTITY = Map.of("alwayson.stamp.id", "weu-blue", "cloud.region",
			"westeurope", "deployment.environment.name", "prod", "service.version", "1.4.0");

	private final OtlpReceiver otlp = OtlpReceiver.start();

	private final AzureMonitorReceiver azure = AzureMonitorReceiver.start();

	private ConfigurableApplicationContext context;

	@AfterEach
	void close() {
		if (this.context != null) {
			this.context.close();
		}
		this.otlp.close();
		this.azure.close();
	}

	@Test
	void everythingThatGoesOutByOtlpSaysTheStamp() {
		start(otlp());
		get("/buy", "order-4711");
		ReceivedSpan server = await(() -> spanOf("order-4711", "SERVER"));
		ReceivedSpan inner = await(this::inner);
		ReceivedLog log = await(this::bought);
		await(() -> this.otlp.metrics().isEmpty() ? null : this);
		assertThat(this.otlp.spans()).allSatisfy((span) -> assertThat(span.resource()).containsAllEntriesOf(IDENTITY)
			.containsEntry("service.name", "catalog")
			.containsKey("service.instance.id"));
		assertThat(this.otlp.logs())
			.allSatisfy((record) -> assertThat(record.resource()).containsAllEntriesOf(IDENTITY));
		assertThat(this.otlp.metrics()).allSatisfy((metric) -> {
			assertThat(metric.resource()).containsAllEntriesOf(IDENTITY);
			assertThat(metric.attributes()).doesNotContainKeys("stamp", "alwayson.stamp.id", "alwayson.correlation.id");
		});
		assertThat(server.attributes()).containsEntry("alwayson.flow", "buy");
		assertThat(inner.attributes()).containsEntry("alwayson.flow", "buy");
		assertThat(log.attributes()).containsEntry("alwayson.flow", "buy")
			.containsEntry("alwayson.correlation.id", "order-4711");
		assertThat(log.traceId()).isEqualTo(server.traceId()).isEqualTo(inner.traceId());
	}

	@Test
	void everythingThatGoesToAzureMonitorSaysTheStamp() {
		start(azure());
		get("/buy", "order-4711");
		assertThat(get("/fails", "order-4712")).isEqualTo(500);
		AzureMonitorReceiver.Item request = await(() -> requestOf("order-4711"));
		AzureMonitorReceiver.Item failure = await(() -> requestOf("order-4712"));
		await(() -> first("MetricData"));
		AzureMonitorReceiver.Item message = await(() -> this.azure.items("MessageData")
			.stream()
			.filter((item) -> "bought".equals(item.data().get("message")))
			.findFirst()
			.orElse(null));
		assertThat(this.azure.items()).allSatisfy((item) -> {
			assertThat(item.tags()).as(item.type()).containsEntry("ai.cloud.role", "catalog-westeurope");
			assertThat(item.properties()).as(item.type() + " " + item.data()).containsAllEntriesOf(IDENTITY);
		});
		assertThat(request.data()).containsEntry("responseCode", "200").containsEntry("success", true);
		assertThat(failure.data()).containsEntry("responseCode", "500").containsEntry("success", false);
		assertThat(request.properties()).containsEntry("alwayson.flow", "buy");
		assertThat(message.properties()).containsEntry("alwayson.correlation.id", "order-4711");
		assertThat(message.tags().get("ai.operation.id")).isEqualTo(request.tags().get("ai.operation.id"));
		assertThat(this.azure.items("MetricData"))
			.anyMatch((item) -> item.data().toString().contains("alwayson.flow.requests"));
	}

	@Test
	void prometheusSaysTheStampAsTags() {
		start();
		get("/buy", "order-4711");
		String scrape = this.context.getBean(PrometheusMeterRegistry.class).scrape();
		assertThat(scrape.lines().filter((line) -> !line.startsWith("#")))
			.allMatch((line) -> line.contains("stamp=\"weu-blue\"") && line.contains("region=\"westeurope\"")
					&& line.contains("environment=\"prod\"") && line.contains("release=\"1.4.0\""))
			.anyMatch((line) -> line.startsWith("alwayson_flow_requests_total{") && line.contains("flow=\"buy\""))
			.noneMatch((line) -> line.contains("order-4711"));
	}

	@Test
	void whatTheUserSaysOfTheResourceWins() {
		start(otlp(), "management.opentelemetry.resource-attributes[cloud.region]=mars",
				"management.metrics.tags.region=mars");
		get("/buy", "order-4711");
		ReceivedSpan server = await(() -> spanOf("order-4711", "SERVER"));
		assertThat(server.resource()).containsEntry("cloud.region", "mars")
			.containsEntry("alwayson.stamp.id", "weu-blue");
		assertThat(this.context.getBean(PrometheusMeterRegistry.class).scrape()).contains("region=\"mars\"")
			.doesNotContain("region=\"westeurope\"");
	}

	@Test
	void bothSinksGetTheSame() {
		start(azure(), otlp());
		get("/buy", "order-4711");
		ReceivedSpan server = await(() -> spanOf("order-4711", "SERVER"));
		AzureMonitorReceiver.Item request = await(() -> requestOf("order-4711"));
		assertThat(request.tags()).containsEntry("ai.operation.id", server.traceId());
		await(this::bought);
		await(() -> first("MessageData"));
		await(() -> first("MetricData"));
		await(() -> this.otlp.metrics().isEmpty() ? null : this);
	}

	@Test
	void whatFailsArrivesWithAllBelowItThoughNothingIsSampled() {
		start(azure(), otlp(), "management.tracing.sampling.probability=0.0");
		get("/buy", "order-4711");
		assertThat(get("/fails", "order-4712")).isEqualTo(500);
		ReceivedSpan failed = await(() -> spanOf("order-4712", "SERVER"));
		assertThat(failed.attributes()).containsEntry("alwayson.kept", "error");
		assertThat(this.otlp.spans()).anyMatch((span) -> span.traceId().equals(failed.traceId())
				&& !span.kind().equals("SERVER") && "error".equals(span.attributes().get("alwayson.kept")));
		assertThat(await(() -> requestOf("order-4712")).sampleRate()).isEqualTo(100);
		assertThat(spanOf("order-4711", "SERVER")).isNull();
		assertThat(this.context.getBean(PrometheusMeterRegistry.class).scrape())
			.contains("alwayson_telemetry_kept_total{environment=\"prod\",reason=\"error\"");
	}

	@Test
	void whatIsThereBecauseItWasSampledSaysHowManyItStandsFor() {
		start(azure(), otlp(), "management.tracing.sampling.probability=0.5");
		for (int i = 0; i < 40; i++) {
			get("/buy", "order-" + i);
		}
		get("/fails", "order-4712");
		await(() -> requestOf("order-4712"));
		assertThat(this.azure.items("RequestData")).hasSizeBetween(5, 36)
			.allSatisfy((item) -> assertThat(item.sampleRate())
				.isEqualTo(item.properties().containsKey("alwayson.kept") ? 100 : 50));
		assertThat(this.otlp.spans()).filteredOn((span) -> span.name().equals("inner"))
			.isNotEmpty()
			.allSatisfy((span) -> assertThat(span.attributes()).containsEntry("alwayson.sample.weight", 2.0));
	}

	@Test
	void keepingCanBeSwitchedOff() {
		start(otlp(), "management.tracing.sampling.probability=0.0", "alwayson.telemetry.keep.enabled=false");
		get("/fails", "order-4712");
		get("/buy", "order-4711");
		await(this::bought);
		assertThat(this.otlp.spans()).isEmpty();
	}

	@Test
	void sinkThatHangsDoesNotStallTheOther() {
		this.otlp.hang();
		start(azure(), otlp());
		for (int i = 0; i < 3; i++) {
			String id = "order-" + i;
			get("/buy", id);
			await(() -> requestOf(id));
		}
		this.otlp.heal();
		this.azure.hang();
		for (int i = 3; i < 6; i++) {
			String id = "order-" + i;
			get("/buy", id);
			await(() -> spanOf(id, "SERVER"));
		}
	}

	@Test
	void logsOfOneSinkDoNotWaitForTheOther() {
		this.azure.hang();
		start(azure(), otlp());
		for (int i = 0; i < 3; i++) {
			this.otlp.clear();
			get("/buy", "order-" + i);
			await(this::bought);
		}
	}

	@Test
	void hungSinksDoNotKeepTheProcessFromEnding() {
		this.otlp.hang();
		this.azure.hang();
		start(azure(), otlp());
		get("/buy", "order-4711");
		long startedAt = System.nanoTime();
		this.context.close();
		assertThat(Duration.ofNanos(System.nanoTime() - startedAt)).isLessThan(Duration.ofSeconds(40));
		this.context = null;
	}

	@Test
	void whatIsLeftIsSentBeforeTheEnd() {
		start(azure(), otlp(), "management.opentelemetry.tracing.export.schedule-delay=1h",
				"management.opentelemetry.logging.export.schedule-delay=1h",
				"alwayson.telemetry.azure-monitor.metrics-interval=1h", "management.otlp.metrics.export.step=1h");
		get("/buy", "order-4711");
		this.context.close();
		this.context = null;
		assertThat(spanOf("order-4711", "SERVER")).isNotNull();
		assertThat(bought()).isNotNull();
		assertThat(this.otlp.metrics()).isNotEmpty();
		assertThat(requestOf("order-4711")).isNotNull();
		assertThat(first("MessageData")).isNotNull();
		assertThat(this.azure.items("MetricData"))
			.anyMatch((item) -> item.data().toString().contains("jvm.memory.used"))
			.anyMatch((item) -> item.data().toString().contains("alwayson.flow.requests"));
	}

	private String otlp() {
		String url = this.otlp.endpoint().toString();
		return String.join("\n", "management.opentelemetry.tracing.export.otlp.endpoint=" + url + "/v1/traces",
				"management.opentelemetry.logging.export.otlp.endpoint=" + url + "/v1/logs",
				"management.otlp.metrics.export.url=" + url + "/v1/metrics");
	}

	private String azure() {
		return "alwayson.telemetry.azure-monitor.connection-string=" + this.azure.connectionString();
	}

	private void start(String... properties) {
		List<String> all = new ArrayList<>(List.of("server.port=0", "spring.main.banner-mode=off",
				"spring.application.name=catalog", "alwayson.stamp.id=weu-blue", "alwayson.stamp.region=westeurope",
				"alwayson.stamp.environment=prod", "alwayson.stamp.release=1.4.0",
				"alwayson.flows.buy.criticality=high", "management.tracing.sampling.probability=1.0",
				"management.opentelemetry.tracing.export.schedule-delay=50ms",
				"management.opentelemetry.logging.export.schedule-delay=50ms",
				"alwayson.telemetry.azure-monitor.metrics-interval=1s", "management.otlp.metrics.export.step=1s"));
		for (String some : properties) {
			all.addAll(some.lines().toList());
		}
		this.context = new SpringApplicationBuilder(App.class).web(WebApplicationType.SERVLET)
			.properties(all.toArray(String[]::new))
			.run();
	}

	private int get(String path, String correlationId) {
		int port = this.context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
		try {
			return HttpClient.newHttpClient()
				.send(HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
					.header("X-Correlation-ID", correlationId)
					.build(), HttpResponse.BodyHandlers.discarding())
				.statusCode();
		}
		catch (IOException | InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private ReceivedSpan spanOf(String correlationId, String kind) {
		return this.otlp.spans()
			.stream()
			.filter((span) -> span.kind().equals(kind)
					&& correlationId.equals(span.attributes().get("alwayson.correlation.id")))
			.findFirst()
			.orElse(null);
	}

	private ReceivedSpan inner() {
		return this.otlp.spans().stream().filter((span) -> span.name().equals("inner")).findFirst().orElse(null);
	}

	private ReceivedLog bought() {
		return this.otlp.logs().stream().filter((record) -> record.body().equals("bought")).findFirst().orElse(null);
	}

	private AzureMonitorReceiver.Item requestOf(String correlationId) {
		return this.azure.items("RequestData")
			.stream()
			.filter((item) -> correlationId.equals(item.properties().get("alwayson.correlation.id")))
			.findFirst()
			.orElse(null);
	}

	private AzureMonitorReceiver.Item first(String type) {
		return this.azure.items(type).stream().findFirst().orElse(null);
	}

	private static <T> T await(Callable<T> value) {
		return Awaitility.await().atMost(Duration.ofSeconds(15)).until(value, (found) -> found != null);
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@RestController
	static class App {

		private final ObservationRegistry observations;

		App(ObservationRegistry observations) {
			this.observations = observations;
		}

		@Bean
		SecurityFilterChain open(HttpSecurity http) {
			return http.authorizeHttpRequests((requests) -> requests.anyRequest().permitAll()).build();
		}

		@GetMapping("/buy")
		@UserFlow("buy")
		String buy() {
			Observation.createNotStarted("inner", this.observations).observe(() -> logger.info("bought"));
			return "bought";
		}

		@GetMapping("/fails")
		String fails() {
			throw new IllegalStateException("on purpose");
		}

	}

}
