package io.alwayson.workload.context;

/**
 * Hears of every request of a declared flow. Called on the thread of the request:
 * implementations are thread-safe, never block and never throw.
 */
@FunctionalInterface
public interface FlowOutcomeListener {

	/** Called once for each request, after it ended. */
	void onFlowOutcome(FlowOutcome outcome);

}
