package __package__;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;

import org.awaitility.Awaitility;
import org.h2.tools.Server;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the service promises while its database is away.
 */
class DatabaseDownTests {

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	@TempDir
	private Path directory;

	private Server database;

	@BeforeEach
	void startDatabase() throws SQLException {
		this.database = serve(0);
	}

	@AfterEach
	void stopDatabase() {
		this.database.stop();
	}

	@Test
	void theStampLeavesRotationAcceptsCommentsAndComesBack() throws SQLException {
		try (ConfigurableApplicationContext service = startService()) {
			RestTestClient client = client(service);
			awaitStatus(client, "/health/stamp", 200);
			status(client, "/api/1.0/items", 200);

			this.database.stop();
			awaitStatus(client, "/health/stamp", 503);
			client.get()
				.uri("/health/stamp")
				.exchange()
				.expectBody()
				.jsonPath("$.cause")
				.value(String.class, (cause) -> assertThat(cause).contains("catalog-db"));
			status(client, "/livez", 200);
			status(client, "/readyz", 200);
			comment(client);
			unavailable(client);

			this.database = serve(this.database.getPort());
			awaitStatus(client, "/health/stamp", 200);
			awaitComment(client);
		}
	}

	@Test
	void theServiceStartsWithoutItsDatabase() throws SQLException {
		int port = this.database.getPort();
		this.database.stop();
		try (ConfigurableApplicationContext service = startService()) {
			RestTestClient client = client(service);
			awaitStatus(client, "/health/stamp", 503);
			status(client, "/livez", 200);
			comment(client);
			unavailable(client);

			this.database = serve(port);
			awaitStatus(client, "/health/stamp", 200);
			awaitComment(client);
		}
	}

	@Test
	void aDatabaseThatComesBackEmptyGetsItsTablesAgain() throws SQLException {
		try (ConfigurableApplicationContext service = startService()) {
			RestTestClient client = client(service);
			awaitStatus(client, "/api/1.0/items", 200);
			this.database.stop();
			awaitStatus(client, "/health/stamp", 503);
			this.database = serve(this.database.getPort(), this.directory.resolve("empty"));
			comment(client);
			awaitComment(client);
			awaitStatus(client, "/api/1.0/items", 200);
		}
	}

	private Server serve(int port) throws SQLException {
		return serve(port, this.directory);
	}

	private static Server serve(int port, Path files) throws SQLException {
		return Server.createTcpServer("-tcpPort", String.valueOf(port), "-ifNotExists", "-baseDir", files.toString())
			.start();
	}

	private ConfigurableApplicationContext startService() {
		return SpringApplication.run(Application.class, "--server.port=0",
				"--spring.datasource.url=jdbc:h2:tcp://localhost:" + this.database.getPort() + "/./catalog",
				"--catalog.comment-queue.file=" + this.directory.resolve("comments.mv"));
	}

	private static RestTestClient client(ConfigurableApplicationContext service) {
		String port = service.getEnvironment().getRequiredProperty("local.server.port");
		return RestTestClient.bindToServer().baseUrl("http://localhost:" + port).build();
	}

	private static void comment(RestTestClient client) {
		client.post()
			.uri("/api/1.0/items/1/comments")
			.body(Map.of("author", "Ada", "text", "Still here"))
			.exchange()
			.expectStatus()
			.isAccepted();
	}

	private static void unavailable(RestTestClient client) {
		client.get()
			.uri("/api/1.0/items")
			.exchange()
			.expectStatus()
			.isEqualTo(503)
			.expectHeader()
			.exists(HttpHeaders.RETRY_AFTER)
			.expectHeader()
			.contentType(MediaType.APPLICATION_PROBLEM_JSON);
	}

	private static void awaitComment(RestTestClient client) {
		String path = "/api/1.0/items/1/comments";
		Awaitility.await().atMost(PATIENCE).until(() -> {
			String found = client.get().uri(path).exchange().returnResult(String.class).getResponseBody();
			return found != null && found.contains("Still here");
		});
	}

	private static void awaitStatus(RestTestClient client, String path, int status) {
		Awaitility.await()
			.atMost(PATIENCE)
			.until(() -> client.get().uri(path).exchange().returnResult().getStatus().value() == status);
	}

	private static void status(RestTestClient client, String path, int status) {
		client.get().uri(path).exchange().expectStatus().isEqualTo(status);
	}

}
