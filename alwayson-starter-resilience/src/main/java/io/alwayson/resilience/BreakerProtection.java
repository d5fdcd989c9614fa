package io.alwayson.resilience;

import java.time.Duration;

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
	public @Nullable CallRejectedException before(ProtectedCall call) {
		if (!this.breaker.tryAcquire()) {
			return new CircuitOpenException(call.dependency().name());
		}
		call.permitTaken();
		return null;
	}

	@Override
	public Next after(ProtectedCall call, AttemptOutcome outcome, Next next) {
		if (call.givePermitBack()) {
			Duration duration = call.attemptDuration();
			switch (outcome.result()) {
				case SUCCESS -> this.breaker.onSuccess(duration);
				case FAILURE, TIMEOUT -> this.breaker.onFailure(duration);
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
	public void expired(ProtectedCall call) {
		after(call, call.expiry(), Next.DONE);
	}

}
