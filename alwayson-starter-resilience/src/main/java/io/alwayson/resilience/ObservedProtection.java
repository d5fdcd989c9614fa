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
	public Next after(ProtectedCall call, AttemptOutcome outcome, Next next) {
		boolean rejected = outcome.result() == CallOutcome.Result.REJECTED;
		boolean refusal = outcome.result() == CallOutcome.Result.SUCCESS && outcome.fault() != null;
		this.listeners.onCallOutcome(new CallOutcome(call.dependency().name(), call.type().operation(), null,
				outcome.result(), rejected ? Duration.ZERO : call.attemptDuration(), false, refusal));
		if (next == Next.DONE) {
			call.over(outcome.result());
		}
		return next;
	}

}
