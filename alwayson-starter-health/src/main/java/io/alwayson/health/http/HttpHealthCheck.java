package io.alwayson.health.http;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;

import io.alwayson.health.CheckResult;
import io.alwayson.health.HealthCheck;
import io.alwayson.health.ProbeCost;
import io.alwayson.health.Proof;
import io.alwayson.workload.context.CallOutcome;

/**
 * Asks an HTTP service for one path: below 400 it is up. Redirects are answers, and are
 * not followed. What is not up is asked once more before it counts, over another
 * connection.
 */
public final class HttpHealthCheck implements HealthCheck {

	/** Nobody looks at it, but a service that stops in the middle is not up. */
	private static final int MAX_BODY = 64 * 1024;

	private final TwoTries tries;

	/** Creates the check of the given address. */
	public HttpHealthCheck(HttpClient client, URI uri, Duration timeout) {
		this.tries = new TwoTries(client, uri, timeout,
				(response) -> BoundedBody.of(response, isUp(response.statusCode()) ? MAX_BODY : 0),
				(response) -> answerOf(response.statusCode()));
	}

	@Override
	public ProbeCost costAtMost() {
		return TwoTries.AT_MOST;
	}

	@Override
	public Proof proves() {
		return Proof.of(CallOutcome.Operation.READ);
	}

	@Override
	public Answer check() throws IOException, InterruptedException {
		return this.tries.ask();
	}

	private static Answer answerOf(int status) {
		return isUp(status) ? Answer.up() : failed(status, true);
	}

	/** Throttling is an answer of something that works: it degrades. */
	static Answer failed(int status, boolean evicts) {
		String reason = "HTTP_" + status;
		return (status == 429) ? Answer.slow(reason) : new Answer(CheckResult.Status.DOWN, reason, evicts);
	}

	private static boolean isUp(int status) {
		return status >= 200 && status < 400;
	}

}
