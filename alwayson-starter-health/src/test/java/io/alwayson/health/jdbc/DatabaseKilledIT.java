package io.alwayson.health.jdbc;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import javax.sql.DataSource;

import io.alwayson.health.CheckResult;
import io.alwayson.health.PublishedHealth;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A database process that is killed and comes back, seen from outside.
 */
class DatabaseKilledIT {

	private final HttpClient client = HttpClient.newHttpClient();

	@TempDir
	private Path directory;

	@Test
	void stampDatabaseKilledLeavesRotationAndComesBack() throws Exception {
		try (H2Process database = new H2Process(this.directory);
				ConfigurableApplicationContext context = start(database, "stamp")) {
			awaitAnswer(context, 200, "\"status\":\"HEALTHY\",\"routing\":\"ACCEPT\"");
			database.kill();
			awaitAnswer(context, 503, "\"cause\":\"list-items UNHEALTHY <- catalog-db CONNECT_FAILED since ");
			assertThat(get(context, "/readyz").statusCode()).isEqualTo(200);
			assertThat(get(context, "/livez").statusCode()).isEqualTo(200);
			database.start();
			awaitAnswer(context, 200, "\"status\":\"HEALTHY\",\"routing\":\"ACCEPT\"");
		}
	}

	@Test
	void podThatStartsWhileTheDatabaseIsDeadGetsReadyAndRefusesByEvidence() throws Exception {
		try (H2Process database = new H2Process(this.directory)) {
			database.kill();
			try (ConfigurableApplicationContext context = start(database, "stamp")) {
				Awaitility.await()
					.atMost(Duration.ofSeconds(30))
					.until(() -> get(context, "/readyz").statusCode() == 200);
				HttpResponse<String> stamp = get(context, "/health/stamp");
				assertThat(stamp.statusCode()).isEqualTo(503);
				assertThat(stamp.body())
					.contains("\"cause\":\"list-items UNHEALTHY <- catalog-db CONNECT_FAILED since ")
					.doesNotContain("routingReason");
				database.start();
				awaitAnswer(context, 200, "\"status\":\"HEALTHY\",\"routing\":\"ACCEPT\"");
			}
		}
	}

	@Test
	void globalDatabaseKilledStaysInRotationAndIsShown() throws Exception {
		try (H2Process database = new H2Process(this.directory);
				ConfigurableApplicationContext context = start(database, "global")) {
			awaitAnswer(context, 200, "\"status\":\"HEALTHY\",\"routing\":\"ACCEPT\"");
			database.kill();
			awaitAnswer(context, 200, "\"name\":\"list-items\",\"status\":\"UNHEALTHY\",\"routing\":\"ACCEPT\"");
			assertThat(get(context, "/health/stamp").statusCode()).isEqualTo(200);
			database.start();
			awaitAnswer(context, 200, "\"status\":\"HEALTHY\",\"routing\":\"ACCEPT\"");
		}
	}

	@Test
	void drainedPoolSaysNothingAboutTheDatabase() throws Exception {
		try (H2Process database = new H2Process(this.directory);
				ConfigurableApplicationContext context = start(database, "stamp")) {
			awaitAnswer(context, 200, "\"status\":\"HEALTHY\",\"routing\":\"ACCEPT\"");
			List<Connection> taken = drain(context.getBean(DataSource.class));
			String before = get(context, "/health/stamp").body();
			for (int i = 0; i < 10; i++) {
				assertThat(awaitNextResult(context).status()).isEqualTo(CheckResult.Status.UP);
				assertThat(get(context, "/health/stamp").statusCode()).isEqualTo(200);
			}
			assertThat(get(context, "/health/stamp").body()).isNotEqualTo(before)
				.contains("\"status\":\"HEALTHY\",\"routing\":\"ACCEPT\"");
			for (Connection connection : taken) {
				connection.close();
			}
		}
	}

	private static List<Connection> drain(DataSource pool) throws SQLException {
		List<Connection> taken = new ArrayList<>();
		for (int i = 0; i < 2; i++) {
			taken.add(pool.getConnection());
		}
		return taken;
	}

	private static ConfigurableApplicationContext start(H2Process database, String scope) {
		return new SpringApplicationBuilder(App.class).web(WebApplicationType.SERVLET)
			.properties("server.port=0", "spring.main.banner-mode=off", "logging.level.root=WARN",
					"spring.datasource.url=" + database.url(), "spring.datasource.username=sa",
					"spring.datasource.hikari.maximum-pool-size=2", "alwayson.dependencies.catalog-db.type=jdbc",
					"alwayson.dependencies.catalog-db.failure-scope=" + scope,
					"alwayson.flows.list-items.uses=catalog-db", "alwayson.health.defaults.interval=200ms",
					"alwayson.health.defaults.retry-interval=100ms", "alwayson.health.defaults.timeout=2s",
					"alwayson.health.defaults.max-age=1m")
			.run();
	}

	private void awaitAnswer(ConfigurableApplicationContext context, int status, String part) {
		Awaitility.await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(50)).untilAsserted(() -> {
			HttpResponse<String> response = get(context, "/health/stamp");
			assertThat(response.body()).contains(part);
			assertThat(response.statusCode()).isEqualTo(status);
		});
	}

	private static CheckResult awaitNextResult(ConfigurableApplicationContext context) {
		CheckResult before = result(context);
		return Awaitility.await()
			.atMost(Duration.ofSeconds(30))
			.pollInterval(Duration.ofMillis(10))
			.until(() -> result(context), (result) -> result != before);
	}

	private static CheckResult result(ConfigurableApplicationContext context) {
		return context.getBean(PublishedHealth.class).verdict().checks().get(0).result();
	}

	private HttpResponse<String> get(ConfigurableApplicationContext context, String path) {
		String port = context.getEnvironment().getRequiredProperty("local.server.port");
		try {
			return this.client.send(HttpRequest.newBuilder(URI.create("http://localhost:" + port + path)).build(),
					HttpResponse.BodyHandlers.ofString());
		}
		catch (IOException | InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class App {

	}

}
