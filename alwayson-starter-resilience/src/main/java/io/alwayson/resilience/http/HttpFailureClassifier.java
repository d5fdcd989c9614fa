package io.alwayson.resilience.http;

import java.time.Instant;
import java.time.InstantSource;

import io.alwayson.resilience.Fault;
import io.alwayson.resilience.FailureClassifier;
import io.alwayson.resilience.HttpFaults;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.web.client.RestClientResponseException;

/**
 * Knows the exceptions that {@code RestClient} makes of responses, for calls that an
 * application protects itself.
 */
public final class HttpFailureClassifier implements FailureClassifier {

	private final InstantSource clock;

	/** Creates a classifier that reads dates by the given clock. */
	public HttpFailureClassifier(InstantSource clock) {
		this.clock = clock;
	}

	@Override
	public @Nullable Fault classify(Throwable failure) {
		if (!(failure instanceof RestClientResponseException response)) {
			return null;
		}
		return of(response.getStatusCode().value(), response.getResponseHeaders(), this.clock.instant());
	}

	static Fault of(int status, @Nullable HttpHeaders headers, Instant now) {
		Fault fault = HttpFaults.of(status, (headers != null) ? HttpFaults
			.retryAfter(headers.getFirst(HttpHeaders.RETRY_AFTER), headers.getFirst(HttpHeaders.DATE), now) : null);
		return (fault != null) ? fault : Fault.ANSWER;
	}

}
