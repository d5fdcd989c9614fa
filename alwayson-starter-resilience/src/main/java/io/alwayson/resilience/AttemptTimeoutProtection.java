package io.alwayson.resilience;

import io.alwayson.workload.ResiliencePolicy;
import org.jspecify.annotations.Nullable;

/**
 * Bounds one attempt. A call that cannot be repeated has one good chance and gets all the
 * time that is left.
 */
final class AttemptTimeoutProtection implements Protection {

	static final String NAME = "attempt timeout";

	private final long timeoutNanos;

	AttemptTimeoutProtection(ResiliencePolicy policy) {
		this.timeoutNanos = policy.attemptTimeout().toNanos();
	}

	@Override
	public String name() {
		return NAME;
	}

	@Override
	public @Nullable CallRejectedException before(ProtectedCall call, Attempt attempt) {
		long remaining = call.remainingNanos(attempt);
		boolean whole = !call.type().mayRepeat() || remaining < this.timeoutNanos;
		attempt.timeout(whole ? remaining : this.timeoutNanos, remaining < this.timeoutNanos);
		return null;
	}

}
