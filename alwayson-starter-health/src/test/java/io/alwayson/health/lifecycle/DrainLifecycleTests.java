package io.alwayson.health.lifecycle;

import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
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
	void serverAnswersUntilTheDelayIsOver() throws Exception {
		ConfigurableApplicationContext context = start("alwayson.health.drain.delay=1500ms");
		String port = port(context);
		Awaitility.await().until(() -> status(port, "/readyz") == 200);
		long start = System.nanoTime();
		CompletableFuture<Void> closed = CompletableFuture.runAsync(context::close);
		Awaitility.await().pollInterval(Duration.ofMillis(10)).until(() -> status(port, "/readyz") == 503);
		assertThat(status(port, "/livez")).isEqualTo(200);
		assertThat(status(port, "/health/stamp")).isEqualTo(200);
		closed.join();
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(1500));
		assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> status(port, "/livez"));
	}

	@Test
	void verdictRefusesWhileDrainingIfToldTo() {
		ConfigurableApplicationContext context = start("alwayson.health.drain.delay=1500ms",
				"alwayson.health.drain.stamp=refuse");
		String port = port(context);
		Awaitility.await().until(() -> status(port, "/health/stamp") == 200);
		CompletableFuture<Void> closed = CompletableFuture.runAsync(context::close);
		Awaitility.await().pollInterval(Duration.ofMillis(10)).until(() -> status(port, "/health/stamp") == 503);
		closed.join();
	}

	@Test
	void withoutADelayNothingWaits() {
		ConfigurableApplicationContext context = start("alwayson.health.drain.delay=0s");
		long start = System.nanoTime();
		context.close();
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
	}

	private static ConfigurableApplicationContext start(String... properties) {
		return new SpringApplicationBuilder(App.class).web(WebApplicationType.SERVLET)
			.properties("server.port=0", "spring.main.banner-mode=off", "logging.level.root=WARN",
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
