package io.alwayson.resilience.azure;

import java.time.InstantSource;

import com.azure.core.exception.HttpResponseException;
import io.alwayson.resilience.Fault;
import io.alwayson.resilience.FailureClassifier;
import org.jspecify.annotations.Nullable;

/**
 * Knows the exceptions that Azure clients make of responses, for calls that an
 * application protects itself.
 */
public final class AzureFailureClassifier implements FailureClassifier {

	private final InstantSource clock;

	/** Creates a classifier that reads dates by the given clock. */
	public AzureFailureClassifier(InstantSource clock) {
		this.clock = clock;
	}

	@Override
	public @Nullable Fault classify(Throwable failure) {
		if (!(failure instanceof HttpResponseException exception) || exception.getResponse() == null) {
			return null;
		}
		Fault fault = AzureFaults.in(exception.getResponse(), this.clock.instant());
		return (fault != null) ? fault : Fault.ANSWER;
	}

}
