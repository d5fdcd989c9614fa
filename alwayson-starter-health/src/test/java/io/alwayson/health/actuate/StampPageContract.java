package io.alwayson.health.actuate;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Who gets the page and who gets JSON, on every server.
 */
abstract class StampPageContract {

	private static final String BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8";

	private final HttpClient client = HttpClient.newHttpClient();

	private PageServer server;

	/** The server's name, as its classes begin. */
	abstract String server();

	@AfterEach
	void close() {
		this.server.close();
	}

	@Test
	void onlyWhoPrefersThePageGetsIt() throws Exception {
		this.server = PageServer.start(server());
		assertThat(typeOf(null)).isEqualTo("application/vnd.spring-boot.actuator.v3+json");
		assertThat(typeOf("*/*")).isEqualTo("application/vnd.spring-boot.actuator.v3+json");
		assertThat(typeOf("application/json")).isEqualTo("application/json");
		assertThat(typeOf("application/json, text/plain, */*")).isEqualTo("application/json");
		assertThat(typeOf("application/vnd.spring-boot.actuator.v3+json"))
			.isEqualTo("application/vnd.spring-boot.actuator.v3+json");
		assertThat(typeOf("application/json, text/html;q=0.5")).isEqualTo("application/json");
		assertThat(typeOf("text/html;q=0.5, application/json")).isEqualTo("application/json");
		assertThat(typeOf("application/json;q=0.5, text/html")).isEqualToIgnoringCase("text/html;charset=UTF-8");
		assertThat(typeOf("text/html")).isEqualToIgnoringCase("text/html;charset=UTF-8");
		assertThat(typeOf(BROWSER)).isEqualToIgnoringCase("text/html;charset=UTF-8");
		assertThat(get("/actuator/stamp", "image/png", true).statusCode()).isEqualTo(406);
	}

	@Test
	void thePageIsAsProtectedAsTheJson() throws Exception {
		this.server = PageServer.start(server());
		assertThat(get("/actuator/stamp", "text/html", false).statusCode()).isIn(302, 401);
		assertThat(get("/actuator/stamp", "application/json", false).statusCode()).isEqualTo(401);
		assertThat(get("/actuator", "application/json", true).body()).containsOnlyOnce("/actuator/stamp");
	}

	@Test
	void thePageIsFoundUnderAManagementPortAndBasePath() throws Exception {
		this.server = PageServer.start(server(), "management.server.port=0", "management.server.base-path=/ops",
				"management.endpoints.web.base-path=/manage");
		HttpResponse<String> page = get("/ops/manage/stamp", BROWSER, true);
		assertThat(page.statusCode()).isEqualTo(200);
		assertThat(page.body()).startsWith("<!DOCTYPE html>").contains("<td>partner</td>");
		assertThat(get("/ops/manage/stamp", "*/*", true).body()).startsWith("{\"stamp\":\"local\"");
	}

	private String typeOf(String accept) throws Exception {
		HttpResponse<String> response = get("/actuator/stamp", accept, true);
		assertThat(response.statusCode()).isEqualTo(200);
		String type = response.headers().firstValue("Content-Type").orElse("");
		assertThat(response.body()).startsWith(type.startsWith("text/html") ? "<!DOCTYPE html>" : "{\"stamp\":");
		return type;
	}

	private HttpResponse<String> get(String path, String accept, boolean credentials)
			throws IOException, InterruptedException {
		HttpRequest.Builder request = HttpRequest.newBuilder(this.server.uri(path));
		if (accept != null) {
			request.header("Accept", accept);
		}
		if (credentials) {
			request.header("Authorization", "Basic dXNlcjpwYXNz");
		}
		return this.client.send(request.build(), HttpResponse.BodyHandlers.ofString());
	}

}
