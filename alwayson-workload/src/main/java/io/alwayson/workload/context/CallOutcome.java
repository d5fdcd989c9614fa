package io.alwayson.workload.context;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * What became of one attempt at a declared dependency.
 *
 * @param dependency its declared name
 * @param operation whether it read or wrote
 * @param region the region that answered, where the client knows, else {@code null}
 * @param result what happened
 * @param duration how long it took
 * @param attempt which attempt of its call it was, counted from 1
 * @param retryOwner who makes attempts again: {@code alwayson}, or {@code client} where
 * the client does so by itself, all within one attempt
 * @param hedge whether it was sent while an earlier attempt of the same call was still
 * under way: its success says that this one was answered, not that the first would have
 * been
 * @param refusal whether the answer was a no, for example a 404 or a 403: a success as
 * far as protection goes, and no proof that the dependency does what it should
 */
public record CallOutcome(String dependency, Operation operation, @Nullable String region, Result result,
		Duration duration, int attempt, String retryOwner, boolean hedge, boolean refusal) {

	/** The outcome of a first attempt that was neither hedge nor refusal. */
	public CallOutcome(String dependency, Operation operation, @Nullable String region, Result result,
			Duration duration) {
		this(dependency, operation, region, result, duration, 1, "alwayson", false, false);
	}

	/** Class of an operation. */
	public enum Operation {

		/** Changes nothing. */
		READ,

		/** May change something. */
		WRITE

	}

	/** Result of an attempt. */
	public enum Result {

		/**
		 * The dependency answered, and the answer is no fault of its own (a 404 is an
		 * answer).
		 */
		SUCCESS,

		/** The dependency answered with a fault, or could not be reached. */
		FAILURE,

		/** No answer in time. */
		TIMEOUT,

		/**
		 * Never sent: refused by our own protection. Says nothing about the dependency.
		 */
		REJECTED,

		/**
		 * Given up by us, for example the loser of a hedge. Says nothing about the
		 * dependency.
		 */
		CANCELLED

	}

}
