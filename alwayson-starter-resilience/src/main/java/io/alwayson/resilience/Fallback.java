package io.alwayson.resilience;

import org.jspecify.annotations.Nullable;

/**
 * Answers in place of a dependency whose call failed or was refused. A bean that
 * {@code alwayson.dependencies.<name>.resilience.fallback} names. Runs on the thread of
 * the call, outside of all limits: it answers from what it has at hand, and is
 * thread-safe. Calls it answers stay failures in health and telemetry.
 */
@FunctionalInterface
public interface Fallback {

	/**
	 * Answers, or throws to decline: then the caller gets what it would have got without.
	 * @return an answer of the type that the operation yields; for the doors of HTTP
	 * clients a {@code ResponseEntity} with a body of bytes or text, or none
	 */
	@Nullable Object answer(FailedCall call) throws Exception;

}
