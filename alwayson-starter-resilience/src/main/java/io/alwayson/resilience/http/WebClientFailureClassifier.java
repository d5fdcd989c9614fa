package io.alwayson.resilience.http;

import java.time.InstantSource;

import io.alwayson.resilience.Fault;
import io.alwayson.resilience.FailureClassifier;
import org.jspecify.annotations.Nullable;

import org.springframework.web.reactive.function.client.WebClientResponseException;

/**
 * Knows the exceptions that {@code WebClient} makes of responses, for calls that an
 * application protects itself.
 */
public final class WebClientFailureClassifier implements FailureClassifier {

	private final InstantSource clock;

	/** Creates a classifier that reads dates by the given clock. */
	public WebClientFailureClassifier(InstantSource clock) {
		this.clock = clock;
	}

	@Override
	public @Nullable Fault classify(Throwable failure) {
		return (failure instanceof WebClientResponseException response) ? HttpFailureClassifier
			.of(response.getStatusCode().value(), response.getHeaders(), this.clock.instant()) : null;
	}

}
