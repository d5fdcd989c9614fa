package io.alwayson.health.azure;

import com.azure.core.exception.HttpResponseException;
import io.alwayson.health.HealthCheck;
import io.alwayson.health.HealthCheck.Answer;
import io.alwayson.health.Reasons;

/**
 * What failed calls of Azure's HTTP clients mean.
 */
final class AzureAnswers {

	/** Neither a bean nor the platform gives one. */
	static final String CREDENTIAL = "NO_CREDENTIAL";

	static final HealthCheck.Answer NO_CREDENTIAL = Answer.inconclusive(CREDENTIAL);

	private AzureAnswers() {
	}

	/**
	 * Throttling is an answer of something that works, and would follow the traffic to
	 * the next stamp: it degrades.
	 */
	static HealthCheck.Answer of(HttpResponseException failure) {
		if (failure.getResponse() == null) {
			return Answer.down(Reasons.of(failure));
		}
		return of(failure.getResponse().getStatusCode());
	}

	/** The same for a status. */
	static HealthCheck.Answer of(int status) {
		return switch (status) {
			case 404 -> Answer.down("NOT_FOUND");
			case 429 -> Answer.slow("HTTP_429");
			default -> Answer.down("HTTP_" + status);
		};
	}

}
