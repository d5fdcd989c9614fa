package io.alwayson.resilience.azure;

import java.time.Duration;

import com.azure.cosmos.CosmosException;
import io.alwayson.resilience.FailureClassifier;
import io.alwayson.resilience.Fault;
import org.jspecify.annotations.Nullable;

/**
 * Knows the exceptions of Azure's client for Cosmos DB. That client retries by itself
 * what helps, in other regions too, so that hardly anything is left to us: only a
 * connection that was gone.
 */
public final class CosmosFailureClassifier implements FailureClassifier {

	/** The client has ended an operation at its deadline. */
	private static final int CLIENT_OPERATION_TIMEOUT = 20008;

	/** There was no time left when the operation began. */
	private static final int NEGATIVE_TIMEOUT = 20901;

	/** No replica has caught up with what the session has read. */
	private static final int READ_SESSION_NOT_AVAILABLE = 1002;

	/** Creates a classifier. */
	public CosmosFailureClassifier() {
	}

	@Override
	public @Nullable Fault classify(Throwable failure) {
		return (failure instanceof CosmosException exception)
				? of(exception.getStatusCode(), exception.getSubStatusCode(), exception.getRetryAfterDuration()) : null;
	}

	/**
	 * What a response means; {@code null} for a good one.
	 * @param subStatus Cosmos DB's own, finer code
	 * @param retryAfter zero or less if nothing was said
	 */
	static @Nullable Fault of(int status, int subStatus, @Nullable Duration retryAfter) {
		Duration rest = (retryAfter != null && !retryAfter.isNegative() && !retryAfter.isZero()) ? retryAfter : null;
		return switch (status) {
			case 0 -> Fault.TRANSIENT;
			case 404 -> (subStatus == READ_SESSION_NOT_AVAILABLE) ? Fault.PERMANENT : Fault.ANSWER;
			case 408 -> (subStatus == CLIENT_OPERATION_TIMEOUT || subStatus == NEGATIVE_TIMEOUT) ? Fault.TIMEOUT
					: Fault.PERMANENT;
			case 410, 429, 449 -> new Fault(Fault.Kind.PERMANENT, rest);
			default -> {
				if (status < 400) {
					yield null;
				}
				yield (status >= 500) ? new Fault(Fault.Kind.PERMANENT, rest) : Fault.ANSWER;
			}
		};
	}

}
