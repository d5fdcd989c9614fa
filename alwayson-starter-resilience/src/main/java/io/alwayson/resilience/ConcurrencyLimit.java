package io.alwayson.resilience;

import io.alwayson.workload.Dependency;

/**
 * How many attempts at one dependency may be in flight. Each permit is given back exactly
 * once. Thread-safe.
 */
public interface ConcurrencyLimit {

	/**
	 * A permit for one attempt.
	 * @return attempts in flight with this one, or 0 if it is refused
	 */
	int tryAcquire();

	/**
	 * Gives a permit back.
	 * @param sample what the attempt tells about the load of the dependency
	 * @param startedAt when it started, on the scale of {@link System#nanoTime()}
	 * @param durationNanos how long it took
	 * @param inFlight what {@link #tryAcquire()} said
	 */
	void release(Sample sample, long startedAt, long durationNanos, int inFlight);

	/** How many may be in flight now; {@link Integer#MAX_VALUE} for no limit. */
	int limit();

	/** How many are. */
	int inFlight();

	/** What an attempt tells. */
	enum Sample {

		/** The dependency answered. */
		ANSWERED,

		/** It did not answer in time, or asked for fewer calls. */
		DROPPED,

		/** Nothing. */
		IGNORED

	}

	/** Makes the limit of a dependency. */
	@FunctionalInterface
	interface Factory {

		/** Makes a limit that follows the dependency's policy. */
		ConcurrencyLimit create(Dependency dependency);

	}

}
