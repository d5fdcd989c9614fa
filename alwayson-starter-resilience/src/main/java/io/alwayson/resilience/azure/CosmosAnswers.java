package io.alwayson.resilience.azure;

import com.azure.cosmos.models.CosmosBatchResponse;
import io.alwayson.resilience.Answers;
import io.alwayson.resilience.Fault;
import org.jspecify.annotations.Nullable;

/**
 * What the responses of Cosmos DB's clients, blocking or not, mean.
 */
interface CosmosAnswers extends Answers<Object> {

	/** What the method of the client gives, or {@code null} where it does not say. */
	@Nullable Class<?> responseType();

	/** A transaction that fails is no exception. */
	@Override
	default @Nullable Fault faultIn(Object response) {
		return (response instanceof CosmosBatchResponse batch) ? CosmosFailureClassifier.of(batch.getStatusCode(),
				batch.getSubStatusCode(), batch.getRetryAfterDuration()) : null;
	}

	@Override
	default @Nullable String regionOf(Object response) {
		CosmosTrace trace = CosmosTrace.of(response);
		return (trace != null) ? trace.last() : null;
	}

	@Override
	default Object fromFallback(@Nullable Object answer) {
		Class<?> type = responseType();
		if (answer == null || type == null || !type.isInstance(answer)) {
			throw new IllegalArgumentException("for a Cosmos DB client it has to be what the method returns, "
					+ ((type != null) ? type.getSimpleName() : "a response")
					+ ": put the fallback around the call of the client");
		}
		return answer;
	}

}
