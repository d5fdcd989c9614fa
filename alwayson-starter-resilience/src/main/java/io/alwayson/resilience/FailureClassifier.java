package io.alwayson.resilience;

import org.jspecify.annotations.Nullable;

/**
 * Says what an exception of an operation means. Beans of this type are asked in their
 * order, before the built-in rules: I/O failures, timeouts and lost database connections
 * are faults of the dependency; an exception without such evidence is the application's
 * own, and an answer. Implementations are thread-safe and do not throw.
 */
@FunctionalInterface
public interface FailureClassifier {

	/** What the failure means, or {@code null} for no opinion. */
	@Nullable Fault classify(Throwable failure);

}
