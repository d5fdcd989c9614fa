package io.alwayson.resilience;

import org.jspecify.annotations.Nullable;

/**
 * Refuses attempts while the circuit breaker of the dependency is open.
 */
final class BreakerProtection implements Protection {

	static final String NAME = "circuit breaker";

	private final CircuitBreaker breaker;

	BreakerProtection(CircuitBreaker breaker) {
		this.breaker = breaker;
	}

	@Override
	public String name() {
		return NAME;
	}

	@Override
	public @Nullable CallRejectedException before(ProtectedCall call, Attempt attempt) {
		switch (this.breaker.tryAcquire()) {
			case GRANTED -> attempt.breakerPermitTaken();
			case REFUSED -> {
				return new CircuitOpenException(call.dependency().name());
			}
			case UNCOUNTED -> {
				// Nothing to give back.
			}
		}
		return null;
	}

	@Override
	public Next after(ProtectedCall call, Attempt attempt, AttemptOutcome outcome, Next next) {
		if (attempt.givesBreakerPermitBack()) {
			switch (outcome.result()) {
				case SUCCESS -> this.breaker.onSuccess(attempt.durationNanos());
				case FAILURE, TIMEOUT -> this.breaker.onFailure(attempt.durationNanos());
				case REJECTED, CANCELLED -> this.breaker.release();
			}
		}
		return next;
	}

	/**
	 * The breaker learns of it now: an operation that ignores interrupts must not keep it
	 * half-open.
	 */
	@Override
	public void expired(ProtectedCall call, Attempt attempt) {
		if (attempt.givesBreakerPermitBack()) {
			if (attempt.expiry() == AttemptOutcome.TIMEOUT) {
				this.breaker.onFailure(attempt.timeoutNanos());
			}
			else {
				this.breaker.release();
			}
		}
	}

}
