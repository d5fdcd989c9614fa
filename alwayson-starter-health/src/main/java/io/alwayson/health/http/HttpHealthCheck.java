package io.alwayson.health.http;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

import io.alwayson.health.HealthCheck;
import io.alwayson.health.Proof;
import io.alwayson.workload.context.CallOutcome;

/**
 * Asks an HTTP service for one path: below 400 it is up. Redirects are answers, and are
 * not followed.
 */
public final class HttpHealthCheck implements HealthCheck {

	private final HttpClient client;

	private final HttpRequest request;

	/** Creates the check of the given address. */
	public HttpHealthCheck(HttpClient client, URI uri, Duration timeout) {
		this.client = client;
		this.request = HttpRequest.newBuilder(uri).timeout(timeout).GET().build();
	}

	@Override
	public Proof proves() {
		return Proof.of(CallOutcome.Operation.READ);
	}

	@Override
	public Answer check() throws IOException, InterruptedException {
		int status = this.client.send(this.request, HttpResponse.BodyHandlers.discarding()).statusCode();
		return (status >= 200 && status < 400) ? Answer.up() : Answer.down("HTTP_" + status);
	}

}
