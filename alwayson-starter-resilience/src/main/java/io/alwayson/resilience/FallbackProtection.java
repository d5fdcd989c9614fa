package io.alwayson.resilience;

import io.alwayson.workload.context.CallOutcome;

/**
 * Has the declared fallback answer where the call failed or was refused. Changes nothing
 * about what became of the call: it is no success.
 */
final class FallbackProtection implements Protection {

	static final String NAME = "fallback";

	private final boolean declared;

	FallbackProtection(boolean declared) {
		this.declared = declared;
	}

	@Override
	public String name() {
		return NAME;
	}

	@Override
	public Next after(ProtectedCall call, Attempt attempt, AttemptOutcome outcome, Next next) {
		if (this.declared && next == Next.DONE && isNeeded(outcome)) {
			call.useFallback();
		}
		return next;
	}

	/** Not for an answer, and not where nobody waits any more. */
	private static boolean isNeeded(AttemptOutcome outcome) {
		return switch (outcome.result()) {
			case FAILURE, REJECTED -> true;
			case TIMEOUT -> outcome != AttemptOutcome.LATE;
			case CANCELLED -> outcome == AttemptOutcome.HURRIED;
			case SUCCESS -> false;
		};
	}

}
