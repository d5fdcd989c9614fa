package io.alwayson.health.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

import io.alwayson.health.CheckResult;
import io.alwayson.health.HealthCheck;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.json.JsonParseException;
import org.springframework.boot.json.JsonParserFactory;

/**
 * Reads another service's {@code /health/stamp}, and of that only {@code own}: what it
 * thinks without its siblings. So two services that watch each other cannot keep each
 * other down. Its health feeds ours, its routing alone feeds our routing.
 */
public final class StampServiceHealthCheck implements HealthCheck {

	/** Far more than a verdict needs. */
	private static final int MAX_BODY = 256 * 1024;

	private final HttpClient client;

	private final HttpRequest request;

	/** Creates the check of the service at the given address. */
	public StampServiceHealthCheck(HttpClient client, URI stampHealth, Duration timeout) {
		this.client = client;
		this.request = HttpRequest.newBuilder(stampHealth).timeout(timeout).GET().build();
	}

	@Override
	public Answer check() throws IOException, InterruptedException {
		HttpResponse<InputStream> response = this.client.send(this.request, HttpResponse.BodyHandlers.ofInputStream());
		try (InputStream body = response.body()) {
			if (response.statusCode() != 200 && response.statusCode() != 503) {
				return Answer.down("HTTP_" + response.statusCode());
			}
			return answerOf(new String(body.readNBytes(MAX_BODY), StandardCharsets.UTF_8), response.statusCode());
		}
	}

	private static Answer answerOf(String body, int status) {
		Object own = own(body);
		if (!(own instanceof Map<?, ?> verdict)) {
			// Something else answers there, a proxy for example.
			return Answer.down((status == 200) ? "NO_VERDICT" : "HTTP_" + status);
		}
		if ("REFUSE".equals(verdict.get("routing"))) {
			return Answer.down("REFUSES");
		}
		return switch (String.valueOf(verdict.get("status"))) {
			case "HEALTHY" -> Answer.up();
			case "UNHEALTHY" -> new Answer(CheckResult.Status.DOWN, "UNHEALTHY", false);
			case "DEGRADED" -> Answer.slow("DEGRADED");
			default -> Answer.slow("UNKNOWN");
		};
	}

	private static @Nullable Object own(String body) {
		try {
			return JsonParserFactory.getJsonParser().parseMap(body).get("own");
		}
		catch (JsonParseException ex) {
			return null;
		}
	}

}
