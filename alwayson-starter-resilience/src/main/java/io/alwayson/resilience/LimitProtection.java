package io.alwayson.resilience;

import org.jspecify.annotations.Nullable;

/**
 * Refuses attempts beyond as many as the dependency can bear at once.
 */
final class LimitProtection implements Protection {

	static final String NAME = "concurrency limit";

	private final ConcurrencyLimit limit;

	LimitProtection(ConcurrencyLimit limit) {
		this.limit = limit;
	}

	@Override
	public String name() {
		return NAME;
	}

	@Override
	public @Nullable CallRejectedException before(ProtectedCall call, Attempt attempt) {
		int inFlight = this.limit.tryAcquire();
		if (inFlight == 0) {
			return new LimitExceededException(call.dependency().name());
		}
		attempt.limitPermitTaken(inFlight);
		return null;
	}

	/**
	 * A permit is held until the attempt is really over: code that ignores interrupts is
	 * still at work.
	 */
	@Override
	public Next after(ProtectedCall call, Attempt attempt, AttemptOutcome outcome, Next next) {
		if (attempt.inFlight() > 0) {
			this.limit.release(sample(outcome), attempt.startedAt(), attempt.durationNanos(), attempt.inFlight());
		}
		return next;
	}

	private static ConcurrencyLimit.Sample sample(AttemptOutcome outcome) {
		Fault fault = outcome.fault();
		return switch (outcome.result()) {
			case SUCCESS -> ConcurrencyLimit.Sample.ANSWERED;
			case TIMEOUT -> ConcurrencyLimit.Sample.DROPPED;
			// Who asks to be left alone has too much to do; any other failure may be
			// quick or slow for reasons of its own.
			case FAILURE -> (fault != null && fault.retryAfter() != null) ? ConcurrencyLimit.Sample.DROPPED
					: ConcurrencyLimit.Sample.IGNORED;
			case REJECTED, CANCELLED -> ConcurrencyLimit.Sample.IGNORED;
		};
	}

}
