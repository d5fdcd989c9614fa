package io.alwayson.workload.context;

/**
 * Hears of every attempt at a declared dependency. Called on the thread of the call:
 * implementations are thread-safe, never block and never throw.
 */
@FunctionalInterface
public interface CallOutcomeListener {

	/** Called once for each attempt, after it ended. */
	void onCallOutcome(CallOutcome outcome);

}
