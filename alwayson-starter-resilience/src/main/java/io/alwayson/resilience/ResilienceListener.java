package io.alwayson.resilience;

import java.time.Duration;

import io.alwayson.workload.context.CallOutcome;

/**
 * Hears what protection does. Called on the thread of the call or of the timer:
 * implementations are thread-safe and never block; what they throw is dropped.
 */
public interface ResilienceListener {

	/**
	 * Called once for each call, when it is over.
	 * @param dependency declared name
	 * @param result result of the last attempt that started, or rejected if none did
	 * @param attempts how many attempts started
	 * @param duration time of all attempts and waits
	 */
	default void onCall(String dependency, CallOutcome.Result result, int attempts, Duration duration) {
	}

	/** Called when a call will be attempted again, after the given wait. */
	default void onRetry(String dependency, RetryReason reason, Duration wait) {
	}

	/** Called when a call that could be attempted again is not. */
	default void onRetryRefused(String dependency, RetryRefusal reason) {
	}

	/** Called when an attempt was not started; policy is the name of the protection. */
	default void onRejected(String dependency, String policy) {
	}

	/** Called when a hedge has ended. */
	default void onHedge(String dependency, HedgeResult result) {
	}

	/** Called when a slow first attempt gets no company. */
	default void onHedgeRefused(String dependency, HedgeRefusal reason) {
	}

	/**
	 * Called when the declared fallback was asked.
	 * @param answered whether it had an answer
	 */
	default void onFallback(String dependency, boolean answered) {
	}

	/** Called when the circuit breaker of the dependency changed its state. */
	default void onCircuitState(String dependency, CircuitBreaker.State state) {
	}

	/** Called when an operation was interrupted and still runs. */
	default void onOverrun(String dependency) {
	}

}
