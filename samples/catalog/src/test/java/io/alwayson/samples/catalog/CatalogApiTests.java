package io.alwayson.samples.catalog;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.MediaType;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.servlet.client.RestTestClient;

/**
 * What the service promises while everything works.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class CatalogApiTests {

	@TempDir
	static Path directory;

	@LocalServerPort
	int port;

	private RestTestClient client;

	@DynamicPropertySource
	static void properties(DynamicPropertyRegistry registry) {
		registry.add("spring.datasource.url", () -> "jdbc:h2:mem:catalog-api");
		registry.add("catalog.comment-queue.file", () -> directory.resolve("comments.mv").toString());
	}

	@BeforeEach
	void connect() {
		this.client = RestTestClient.bindToServer().baseUrl("http://localhost:" + this.port).build();
	}

	@Test
	void listsTheItems() {
		this.client.get()
			.uri("/api/1.0/items")
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$.length()")
			.isEqualTo(3)
			.jsonPath("$[0].name")
			.isEqualTo("Lantern");
	}

	@Test
	void answersOneItem() {
		this.client.get()
			.uri("/api/1.0/items/2")
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$.price")
			.isEqualTo(119.00);
	}

	@Test
	void anUnknownItemIsAProblemOf404() {
		this.client.get()
			.uri("/api/1.0/items/4711")
			.exchange()
			.expectStatus()
			.isNotFound()
			.expectHeader()
			.contentType(MediaType.APPLICATION_PROBLEM_JSON);
	}

	@Test
	void anAcceptedCommentShowsUp() {
		String location = this.client.post()
			.uri("/api/1.0/items/1/comments")
			.body(Map.of("author", "Ada", "text", "Bright enough"))
			.exchange()
			.expectStatus()
			.isAccepted()
			.returnResult(Void.class)
			.getResponseHeaders()
			.getFirst("Location");
		awaitOk(location);
		this.client.get()
			.uri("/api/1.0/items/1/comments")
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$[0].text")
			.isEqualTo("Bright enough");
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"author\":\"\",\"text\":\"x\"}", "{\"author\":\"Ada\"}", "{\"author\":", "[]", "" })
	void aBadCommentIsAProblemOf400(String body) {
		this.client.post()
			.uri("/api/1.0/items/1/comments")
			.contentType(MediaType.APPLICATION_JSON)
			.body(body)
			.exchange()
			.expectStatus()
			.isBadRequest()
			.expectHeader()
			.contentType(MediaType.APPLICATION_PROBLEM_JSON);
	}

	@Test
	void anIdThatIsNoNumberIsAProblemOf400() {
		this.client.get()
			.uri("/api/1.0/items/first")
			.exchange()
			.expectStatus()
			.isBadRequest()
			.expectHeader()
			.contentType(MediaType.APPLICATION_PROBLEM_JSON);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/livez", "/readyz", "/health/stamp" })
	void theStampTakesTraffic(String surface) {
		awaitOk(surface);
	}

	private void awaitOk(String path) {
		Awaitility.await()
			.atMost(Duration.ofSeconds(20))
			.until(() -> this.client.get().uri(path).exchange().returnResult().getStatus().is2xxSuccessful());
	}

}
