package io.alwayson.resilience;

import java.time.Duration;

import io.alwayson.workload.Dependency;

/**
 * Refuses attempts while the dependency fails too often. Each permit is given back
 * exactly once. Thread-safe.
 */
public interface CircuitBreaker {

	/** A permit for one attempt, unless it is refused. */
	boolean tryAcquire();

	/** Gives a permit back: the dependency answered. */
	void onSuccess(Duration duration);

	/** Gives a permit back: the dependency failed. */
	void onFailure(Duration duration);

	/** Gives a permit back: nothing was learned. */
	void release();

	/** Its state now. */
	State state();

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
