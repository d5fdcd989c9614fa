package io.alwayson.health.lifecycle;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import io.alwayson.health.HealthCheck;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * When {@code /readyz} opens, and what closes it, with a real server.
 */
class ReadinessTests {

	private static final HealthCheck.Answer DOWN = HealthCheck.Answer.down("CONNECT_FAILED");

	private final HttpClient client = HttpClient.newHttpClient();

	private final Map<String, HealthCheck> checks = new ConcurrentHashMap<>(
			Map.of("disk", HealthCheck.Answer::up, "shared-db", HealthCheck.Answer::up));

	private final AtomicInteger asked = new AtomicInteger();

	private volatile Health partner = Health.up().build();

	private @Nullable ConfigurableApplicationContext context;

	@AfterEach
	void close() {
		if (this.context != null) {
			this.context.close();
		}
	}

	@Test
	void staysClosedUntilTheFirstRoundIsDone() throws Exception {
		CountDownLatch answer = new CountDownLatch(1);
		this.checks.put("shared-db", () -> {
			answer.await();
			return HealthCheck.Answer.up();
		});
		start("alwayson.health.first-round=1h", "alwayson.health.defaults.timeout=10m",
				"alwayson.health.defaults.interval=20m");
		assertThat(get("/health/stamp").body()).contains("\"routingReason\":\"STARTING\"");
		assertThat(get("/readyz").statusCode()).isEqualTo(503);
		answer.countDown();
		await("/readyz", 200);
		assertThat(get("/health/stamp").body()).doesNotContain("STARTING");
	}

	@Test
	void opensAfterTheFirstRoundThoughACheckHangs() throws Exception {
		this.checks.put("shared-db", () -> {
			new CountDownLatch(1).await();
			return HealthCheck.Answer.up();
		});
		start("alwayson.health.first-round=1s", "alwayson.health.defaults.timeout=10m",
				"alwayson.health.defaults.interval=20m");
		await("/readyz", 200);
		assertThat(get("/health/stamp").body()).doesNotContain("STARTING");
	}

	@Test
	void aLocalMustHaveClosesItAndTheVerdictStays() throws Exception {
		start("alwayson.health.readiness=disk");
		await("/readyz", 200);
		this.checks.put("disk", () -> DOWN);
		await("/readyz", 503);
		assertThat(get("/health/stamp").statusCode()).isEqualTo(200);
		assertThat(get("/livez").statusCode()).isEqualTo(200);
		this.checks.put("disk", HealthCheck.Answer::up);
		await("/readyz", 200);
	}

	@Test
	void anAdoptedMemberOfBootsGroupClosesItWithoutBeingAskedByIt() throws Exception {
		start("management.endpoint.health.group.readiness.include=readinessState,partner");
		Awaitility.await().until(() -> get("/readyz").statusCode() == 200);
		assertThat(get("/actuator/health/readiness").statusCode()).isEqualTo(200);
		this.partner = Health.down().build();
		Awaitility.await().atMost(Duration.ofSeconds(25)).until(() -> get("/readyz").statusCode() == 503);
		assertThat(get("/health/stamp").statusCode()).isEqualTo(200);
		this.partner = Health.up().build();
		Awaitility.await().until(() -> get("/readyz").statusCode() == 200);
		int asked = this.asked.get();
		for (int i = 0; i < 200; i++) {
			get("/readyz");
		}
		assertThat(this.asked.get() - asked).as("the monitor's own runs").isLessThan(10);
	}

	@Test
	void aSharedDependencyNeverClosesIt() throws Exception {
		start("alwayson.health.readiness=disk");
		await("/readyz", 200);
		this.checks.put("shared-db", () -> DOWN);
		await("/health/stamp", 503);
		assertThat(get("/readyz").statusCode()).isEqualTo(200);
		assertThat(get("/actuator/health/readiness").statusCode()).isEqualTo(200);
		assertThat(get("/livez").statusCode()).isEqualTo(200);
	}

	/** The disk is used by no flow: it says nothing about the stamp. */
	private void start(String... properties) {
		this.context = new SpringApplicationBuilder(App.class).web(WebApplicationType.SERVLET)
			.initializers((context) -> context.getBeanFactory()
				.registerSingleton("partnerHealthIndicator", (HealthIndicator) () -> {
					this.asked.incrementAndGet();
					return this.partner;
				}))
			.initializers((context) -> this.checks.keySet()
				.forEach((name) -> context.getBeanFactory()
					.registerSingleton(name, (HealthCheck) () -> this.checks.get(name).check())))
			.properties("server.port=0", "server.shutdown=immediate", "spring.main.banner-mode=off",
					"logging.level.root=WARN",
					"spring.autoconfigure.exclude=org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
					"alwayson.dependencies.disk.type=custom", "alwayson.dependencies.disk.failure-scope=stamp",
					"alwayson.dependencies.disk.impact=suppressed", "alwayson.dependencies.shared-db.type=custom",
					"alwayson.dependencies.shared-db.failure-scope=regional", "alwayson.flows.read.uses=shared-db",
					"alwayson.health.defaults.interval=100ms", "alwayson.health.defaults.retry-interval=100ms",
					"alwayson.health.defaults.timeout=2s", "alwayson.health.defaults.max-age=1h")
			.properties(properties)
			.run();
	}

	private void await(String path, int status) {
		Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> get(path).statusCode() == status);
	}

	private HttpResponse<String> get(String path) throws Exception {
		ConfigurableApplicationContext running = this.context;
		assertThat(running).isNotNull();
		String port = running.getEnvironment().getRequiredProperty("local.server.port");
		return this.client.send(HttpRequest.newBuilder(URI.create("http://localhost:" + port + path)).build(),
				HttpResponse.BodyHandlers.ofString());
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class App {

	}

}
