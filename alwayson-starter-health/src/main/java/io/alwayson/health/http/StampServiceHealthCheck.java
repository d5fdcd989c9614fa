package io.alwayson.health.http;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;

import io.alwayson.health.CheckResult;
import io.alwayson.health.HealthCheck;
import io.alwayson.health.ProbeCost;

import org.springframework.boot.json.JsonParseException;
import org.springframework.boot.json.JsonParserFactory;

/**
 * Reads another service's {@code /health/stamp}, and of that only {@code own}: what it
 * thinks without its siblings. So two services that watch each other cannot keep each
 * other down. Its health feeds ours, its routing alone feeds our routing. What is down is
 * asked once more before it counts, over another connection.
 */
public final class StampServiceHealthCheck implements HealthCheck {

	/** Far more than a verdict needs. */
	private static final int MAX_BODY = 256 * 1024;

	private final TwoTries tries;

	/** Creates the check of the service at the given address. */
	public StampServiceHealthCheck(HttpClient client, URI stampHealth, Duration timeout) {
		this.tries = new TwoTries(client, stampHealth, timeout,
				(response) -> BoundedBody.of(response, mayBeVerdict(response.statusCode()) ? MAX_BODY : 0),
				StampServiceHealthCheck::answerOf);
	}

	@Override
	public ProbeCost costAtMost() {
		return TwoTries.AT_MOST;
	}

	@Override
	public Answer check() throws IOException, InterruptedException {
		return this.tries.ask();
	}

	private static Answer answerOf(HttpResponse<String> response) {
		int status = response.statusCode();
		return mayBeVerdict(status) ? answerOf(response.body(), status) : noVerdict(status);
	}

	private static boolean mayBeVerdict(int status) {
		return status == 200 || status == 503;
	}

	private static Answer answerOf(String body, int status) {
		Map<?, ?> own = own(body);
		Object routing = own.get("routing");
		if ("REFUSE".equals(routing)) {
			return Answer.down("REFUSES");
		}
		if (!"ACCEPT".equals(routing)) {
			return noVerdict(status);
		}
		return switch (String.valueOf(own.get("status"))) {
			case "HEALTHY" -> Answer.up();
			case "UNHEALTHY" -> new Answer(CheckResult.Status.DOWN, "UNHEALTHY", false);
			case "DEGRADED" -> Answer.slow("DEGRADED");
			default -> Answer.slow("UNKNOWN");
		};
	}

	/**
	 * Something else answers there, another version, or something that does not let us
	 * in. Only a service that fails refuses by that: where a release changes what a
	 * service says, or whom it lets in, all stamps would leave.
	 */
	private static Answer noVerdict(int status) {
		return (status == 200) ? new Answer(CheckResult.Status.DOWN, "NO_VERDICT", false)
				: HttpHealthCheck.failed(status, status >= 500);
	}

	private static Map<?, ?> own(String body) {
		try {
			// Parsers differ in what they make of a body that is no object.
			Map<?, ?> verdict = JsonParserFactory.getJsonParser().parseMap(body);
			Object own = (verdict != null) ? verdict.get("own") : null;
			return (own instanceof Map<?, ?> found) ? found : Map.of();
		}
		catch (JsonParseException ex) {
			return Map.of();
		}
	}

}
