package io.alwayson.resilience;

import java.time.Duration;

import io.alwayson.workload.context.CallOutcome;

/**
 * Tells the listeners of every attempt and of the call. Protects nothing, and is
 * outermost so that it sees what all others did.
 */
final class ObservedProtection implements Protection {

	private final Listeners listeners;

	ObservedProtection(Listeners listeners) {
		this.listeners = listeners;
	}

	@Override
	public String name() {
		return "observed";
	}

	@Override
	public Next after(ProtectedCall call, Attempt attempt, AttemptOutcome outcome, Next next) {
		// A hedge that was refused is nobody's loss.
		boolean refusedHedge = attempt.isHedge() && outcome == AttemptOutcome.REJECTED;
		if (this.listeners.hearOfAttempts() && !refusedHedge) {
			this.listeners.onCallOutcome(describe(call, attempt, outcome));
		}
		if (next != Next.AWAIT && !(next instanceof Next.RetryAt)) {
			call.over(outcome.result());
		}
		return next;
	}

	private static CallOutcome describe(ProtectedCall call, Attempt attempt, AttemptOutcome outcome) {
		boolean refusal = outcome.result() == CallOutcome.Result.SUCCESS && outcome.fault() != null;
		return new CallOutcome(call.dependency().name(), call.type().operation(), outcome.region(), outcome.result(),
				Duration.ofNanos(attempt.durationNanos()), attempt.number(), call.retryOwner(), attempt.isHedge(),
				refusal);
	}

}
