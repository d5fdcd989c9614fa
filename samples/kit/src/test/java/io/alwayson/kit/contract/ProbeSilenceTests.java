package io.alwayson.kit.contract;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import com.azure.storage.blob.BlobContainerClient;
import com.sun.net.httpserver.HttpServer;
import io.alwayson.health.HealthCheck;
import io.alwayson.health.HealthCheckFactory;
import io.alwayson.resilience.Resilience;
import io.alwayson.test.telemetry.OtlpReceiver;
import io.alwayson.test.telemetry.ReceivedLog;
import io.alwayson.test.telemetry.ReceivedSpan;
import io.alwayson.workload.Dependency;
import io.alwayson.workload.context.CallOutcomeListener;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.trace.Tracer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Checks that use the application's own clients, at dependencies that are down: each
 * probe is one arrival, and none of it is recorded, while a request to the same
 * dependency is protected and recorded as ever.
 */
@Timeout(120)
class ProbeSilenceTests {

	private static final Logger logger = LoggerFactory.getLogger(ProbeSilenceTests.class);

	private final HttpClient client = HttpClient.newHttpClient();

	private final Map<String, AtomicInteger> arrivals = new ConcurrentHashMap<>();

	private OtlpReceiver receiver;

	private HttpServer dependency;

	@BeforeEach
	void startDependency() throws IOException {
		this.receiver = OtlpReceiver.start();
		this.dependency = HttpServer.create(new InetSocketAddress("localhost", 0), 0);
		this.dependency.createContext("/", (exchange) -> {
			String path = exchange.getRequestURI().getPath();
			int arrival = this.arrivals.computeIfAbsent(path, (key) -> new AtomicInteger()).incrementAndGet();
			exchange.sendResponseHeaders((path.equals("/item") && arrival > 1) ? 204 : 503, -1);
			exchange.close();
		});
		this.dependency.start();
	}

	@AfterEach
	void stopDependency() {
		this.dependency.stop(0);
		this.receiver.close();
	}

	@ParameterizedTest
	@EnumSource(value = WebApplicationType.class, names = { "SERVLET", "REACTIVE" })
	void probesAreOneArrivalEachAndLeaveNothing(WebApplicationType type) throws Exception {
		Runs runs;
		try (ConfigurableApplicationContext context = start(type)) {
			int port = ((WebServerApplicationContext) context).getWebServer().getPort();
			runs = context.getBean(Runs.class);
			Awaitility.await("the first round of checks").until(() -> get(port, "/readyz").statusCode() == 200);
			assertThat(get(port, "/api/item").body()).isEqualTo("status 204");
			get(port, "/health/stamp");
			get(port, "/livez");
			Awaitility.await("some rounds more").until(() -> runs.least() >= 10);
			assertCounted(context, runs);
		}
		// Closing has sent what was left.
		assertThat(runs.outcomes).hasValue(2);
		assertThat(this.arrivals.get("/probe")).hasValueBetween(runs.stock.get() - 1, runs.stock.get());
		// Warm-up is a probe too, and readiness has waited for it.
		assertThat(this.arrivals.get("/account/images")).hasValueBetween(runs.images.get(), runs.images.get() + 1);
		assertThat(this.arrivals.get("/livez").get()).isGreaterThanOrEqualTo(3);
		assertThat(this.receiver.spans()).extracting(ReceivedSpan::name)
			.containsExactlyInAnyOrder("http get /api/item", "http get");
		assertThat(this.receiver.logs()).extracting(ReceivedLog::body)
			.contains("Asked for an item")
			.anyMatch((line) -> line.startsWith("dependency stock UNHEALTHY"))
			.noneMatch((line) -> line.contains("probed"));
	}

	private static void assertCounted(ConfigurableApplicationContext context, Runs runs) {
		assertThat(runs.ledger).hasValueGreaterThanOrEqualTo(10);
		MeterRegistry meters = context.getBean(MeterRegistry.class);
		assertThat(meters.find("alwayson.resilience.calls").counters()).singleElement()
			.satisfies((calls) -> assertThat(calls.count()).isEqualTo(1));
		assertThat(meters.find("alwayson.resilience.retries").counters()).singleElement()
			.satisfies((retries) -> assertThat(retries.count()).isEqualTo(1));
		assertThat(meters.find("http.client.requests").timers()).singleElement()
			.satisfies((requests) -> assertThat(requests.count()).isEqualTo(1));
		assertThat(meters.find("alwayson.health.check.duration").timers()).filteredOn((timer) -> timer.count() > 0)
			.hasSizeGreaterThanOrEqualTo(4);
	}

	private HttpResponse<String> get(int port, String path) throws IOException, InterruptedException {
		return this.client.send(HttpRequest.newBuilder(URI.create("http://localhost:" + port + path)).build(),
				HttpResponse.BodyHandlers.ofString());
	}

	private ConfigurableApplicationContext start(WebApplicationType type) {
		String endpoint = "http://localhost:" + this.dependency.getAddress().getPort();
		String key = Base64.getEncoder().encodeToString("not a secret".getBytes());
		return new SpringApplicationBuilder(Application.class).web(type)
			.bannerMode(Banner.Mode.OFF)
			.run("--server.port=0", "--management.tracing.sampling.probability=1.0",
					"--management.opentelemetry.tracing.export.otlp.endpoint=" + this.receiver.endpoint()
							+ "/v1/traces",
					"--management.opentelemetry.logging.export.otlp.endpoint=" + this.receiver.endpoint() + "/v1/logs",
					"--alwayson.health.defaults.interval=20ms", "--alwayson.health.defaults.retry-interval=20ms",
					"--alwayson.dependencies.prices.type=http", "--alwayson.dependencies.prices.endpoint=" + endpoint,
					"--alwayson.dependencies.prices.probe-path=/livez", "--alwayson.dependencies.stock.type=http",
					"--alwayson.dependencies.stock.endpoint=" + endpoint + "/stock",
					"--alwayson.dependencies.ledger.type=custom", "--alwayson.dependencies.ledger.failure-scope=global",
					"--alwayson.dependencies.images.type=blob", "--alwayson.dependencies.images.container=images",
					"--alwayson.dependencies.images.endpoint=DefaultEndpointsProtocol=http;AccountName=account;"
							+ "AccountKey=" + key + ";BlobEndpoint=" + endpoint + "/account;",
					"--endpoint=" + endpoint);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(Items.class)
	static class Application {

		@Bean
		Runs runs() {
			return new Runs();
		}

		@Bean
		CallOutcomeListener outcomes(Runs runs) {
			return (outcome) -> runs.outcomes.incrementAndGet();
		}

		@Bean
		HealthCheck stock(RestClient.Builder builder, Runs runs, @Value("${endpoint}") String endpoint) {
			RestClient client = builder.baseUrl(endpoint).build();
			return () -> {
				runs.stock.incrementAndGet();
				logger.info("Stock is probed");
				client.get().uri("/probe").retrieve().toBodilessEntity();
				return HealthCheck.Answer.up();
			};
		}

		/** Not of the dependency's own name, which is that of its client. */
		@Bean
		ImagesCheck imagesCheck(@Qualifier("images") BlobContainerClient client, Runs runs) {
			return new ImagesCheck(client, runs);
		}

		@Bean
		HealthCheck ledger(Resilience resilience, Tracer tracer, Runs runs) {
			return () -> {
				tracer.spanBuilder("probed ledger").startSpan().end();
				logger.warn("Ledger is probed");
				return resilience.dependency("ledger").idempotent().call(() -> {
					runs.ledger.incrementAndGet();
					throw new IOException("probed in vain");
				});
			};
		}

	}

	/** A check that asks with the client of the application. */
	static final class ImagesCheck implements HealthCheckFactory {

		private final BlobContainerClient client;

		private final Runs runs;

		ImagesCheck(BlobContainerClient client, Runs runs) {
			this.client = client;
			this.runs = runs;
		}

		@Override
		public HealthCheck create(Dependency dependency) {
			return !dependency.name().equals("images") ? null : () -> {
				this.runs.images.incrementAndGet();
				this.client.getProperties();
				return HealthCheck.Answer.up();
			};
		}

	}

	/** How often each check was run. */
	static final class Runs {

		final AtomicInteger stock = new AtomicInteger();

		final AtomicInteger images = new AtomicInteger();

		final AtomicInteger ledger = new AtomicInteger();

		final AtomicInteger outcomes = new AtomicInteger();

		int least() {
			return List.of(this.stock, this.images, this.ledger).stream().mapToInt(AtomicInteger::get).min().orElse(0);
		}

	}

	@RestController
	static class Items {

		private final RestClient client;

		Items(RestClient.Builder builder, @Value("${endpoint}") String endpoint) {
			this.client = builder.baseUrl(endpoint).build();
		}

		@GetMapping("/api/item")
		Mono<String> item() {
			return Mono.fromCallable(() -> {
				logger.info("Asked for an item");
				return "status " + this.client.get().uri("/item").retrieve().toBodilessEntity().getStatusCode().value();
			}).subscribeOn(Schedulers.boundedElastic());
		}

	}

}
