package io.alwayson.resilience;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the exceptions and results of operations on one dependency mean. Never throws,
 * whatever it asks.
 */
final class Verdicts {

	private static final Logger logger = LoggerFactory.getLogger(Verdicts.class);

	private final String dependency;

	private final List<FailureClassifier> classifiers;

	Verdicts(String dependency, List<FailureClassifier> classifiers) {
		this.dependency = dependency;
		this.classifiers = classifiers;
	}

	/** What an exception means. */
	Fault classify(Throwable failure) {
		for (FailureClassifier classifier : this.classifiers) {
			try {
				Fault fault = classifier.classify(failure);
				if (fault != null) {
					return fault;
				}
			}
			catch (RuntimeException ex) {
				logger.debug("Dropped what a classifier threw: {}", classifier.getClass().getName(), ex);
			}
		}
		return Fault.ANSWER;
	}

	/** What a result says of the attempt that it came from. */
	<T extends @Nullable Object> AttemptOutcome judge(Answers<T> operation, T result) {
		return AttemptOutcome.of(faultIn(operation, result), regionOf(operation, result));
	}

	/** What is wrong with a result. */
	<T extends @Nullable Object> @Nullable Fault faultIn(Answers<T> operation, T result) {
		try {
			return operation.faultIn(result);
		}
		catch (RuntimeException ex) {
			dropped(ex);
			return null;
		}
	}

	private <T extends @Nullable Object> @Nullable String regionOf(Answers<T> operation, T result) {
		try {
			return operation.regionOf(result);
		}
		catch (RuntimeException ex) {
			dropped(ex);
			return null;
		}
	}

	/** Lets go of a result. */
	<T extends @Nullable Object> void discard(Answers<T> operation, T result) {
		try {
			operation.discard(result);
		}
		catch (RuntimeException ex) {
			dropped(ex);
		}
	}

	private void dropped(RuntimeException failure) {
		logger.debug("Dropped what an operation on '{}' threw about its result", this.dependency, failure);
	}

}
