package io.alwayson.health.lifecycle;

import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

import io.alwayson.workload.Workload;
import io.alwayson.workload.autoconfigure.WorkloadAutoConfiguration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.context.LifecycleProperties;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link DrainLifecycle} and {@link MonitorLifecycle}, with a real server.
 */
class DrainLifecycleTests {

	private final HttpClient client = HttpClient.newHttpClient();

	@Test
	void drainStopsBeforeTheServerAndTheMonitorAfterIt() {
		assertThat(DrainLifecycle.PHASE).isGreaterThan(WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE);
		assertThat(MonitorLifecycle.PHASE).isLessThan(0);
	}

	@Test
	void theReadmeAddsUpTheDefaults() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(WorkloadAutoConfiguration.class))
			.withPropertyValues("spring.main.cloud-platform=kubernetes")
			.run((context) -> {
				long delay = context.getBean(Workload.class).health().drainDelay().toSeconds();
				long phase = new LifecycleProperties().getTimeoutPerShutdownPhase().toSeconds();
				assertThat(Path.of("README.md")).content()
					.contains("that is %d + 1 x %d + 5 + 5 = %d s, and %d s with a worker".formatted(delay, phase,
							delay + phase + 10, delay + 2 * phase + 10));
			});
	}

	@Test
	void serverAnswersUntilTheDelayIsOver() throws Exception {
		ConfigurableApplicationContext context = start("alwayson.health.drain.delay=2m");
		String port = port(context);
		await(() -> status(port, "/readyz") == 200);
		CompletableFuture<Void> closed = CompletableFuture.runAsync(context::close);
		await(() -> status(port, "/readyz") == 503);
		assertThat(status(port, "/livez")).isEqualTo(200);
		assertThat(status(port, "/health/stamp")).isEqualTo(200);
		assertThat(closed).isNotDone();
		endDelay();
		closed.join();
		assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> status(port, "/livez"));
	}

	@Test
	void verdictRefusesWhileDrainingIfToldTo() {
		ConfigurableApplicationContext context = start("alwayson.health.drain.delay=2m",
				"alwayson.health.drain.stamp=refuse");
		String port = port(context);
		await(() -> status(port, "/health/stamp") == 200);
		CompletableFuture<Void> closed = CompletableFuture.runAsync(context::close);
		await(() -> status(port, "/health/stamp") == 503);
		endDelay();
		closed.join();
	}

	@Test
	void delayIsAsLongAsDeclared() {
		ConfigurableApplicationContext context = start("alwayson.health.drain.delay=1500ms");
		long start = System.nanoTime();
		context.close();
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofMillis(1500),
				Duration.ofSeconds(30));
	}

	@Test
	void withoutADelayNothingWaits() {
		ConfigurableApplicationContext context = start("alwayson.health.drain.delay=0s");
		AtomicBoolean drained = new AtomicBoolean();
		context.getBean(DrainLifecycle.class).stop(() -> drained.set(true));
		assertThat(drained).isTrue();
		context.close();
	}

	/** Nobody has to watch within a time of the clock, however slow the machine is. */
	private static void endDelay() {
		await(() -> Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().equals("alwayson-health-drain"))
			.peek(Thread::interrupt)
			.findAny()
			.isPresent());
	}

	private static void await(Callable<Boolean> condition) {
		Awaitility.await().atMost(Duration.ofMinutes(1)).pollInterval(Duration.ofMillis(20)).until(condition);
	}

	private static ConfigurableApplicationContext start(String... properties) {
		return new SpringApplicationBuilder(App.class).web(WebApplicationType.SERVLET)
			.properties("server.port=0", "spring.lifecycle.timeout-per-shutdown-phase=5m",
					"spring.main.banner-mode=off", "logging.level.root=WARN",
					"spring.autoconfigure.exclude=org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration")
			.properties(properties)
			.run();
	}

	private static String port(ConfigurableApplicationContext context) {
		return context.getEnvironment().getRequiredProperty("local.server.port");
	}

	private int status(String port, String path) throws Exception {
		return this.client
			.send(HttpRequest.newBuilder(URI.create("http://localhost:" + port + path)).build(),
					HttpResponse.BodyHandlers.discarding())
			.statusCode();
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class App {

	}

}
