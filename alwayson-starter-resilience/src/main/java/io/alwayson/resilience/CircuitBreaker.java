package io.alwayson.resilience;

import java.time.Duration;

import io.alwayson.workload.Dependency;

/**
 * Refuses attempts while the dependency fails too often. Each permit is given back
 * exactly once. Thread-safe.
 */
public interface CircuitBreaker {

	/** A permit for one attempt, unless it is refused. */
	Permit tryAcquire();

	/** Gives a permit back: the dependency answered after so many nanoseconds. */
	void onSuccess(long durationNanos);

	/** Gives a permit back: the dependency failed after so many nanoseconds. */
	void onFailure(long durationNanos);

	/** Gives a permit back: nothing was learned. */
	void release();

	/** Its state now. */
	State state();

	/** Refuses everything until {@link #automatic()}. */
	void forceOpen();

	/** Lets everything pass, and counts nothing, until {@link #automatic()}. */
	void forceClosed();

	/** Starts anew, closed. */
	void automatic();

	/** An answer to the wish for a permit. */
	enum Permit {

		/** Granted, and to be given back. */
		GRANTED,

		/** Granted, with nothing to give back: what becomes of it is not counted. */
		UNCOUNTED,

		/** Refused. */
		REFUSED

	}

	/** States of a circuit breaker. */
	enum State {

		/** Attempts pass. */
		CLOSED,

		/** Attempts are refused until the open time has passed. */
		OPEN,

		/** One attempt at a time passes and decides. */
		HALF_OPEN

	}

	/** Hears of changes of state. */
	@FunctionalInterface
	interface Listener {

		/**
		 * Called after each change.
		 * @param state the new state
		 * @param openFor how long attempts are refused; zero unless open
		 */
		void onChange(State state, Duration openFor);

	}

	/** Makes the circuit breaker of a dependency. */
	@FunctionalInterface
	interface Factory {

		/** Makes a closed circuit breaker that follows the dependency's policy. */
		CircuitBreaker create(Dependency dependency, Listener listener);

	}

}
