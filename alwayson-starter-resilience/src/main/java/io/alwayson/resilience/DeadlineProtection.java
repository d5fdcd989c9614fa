package io.alwayson.resilience;

import org.jspecify.annotations.Nullable;

/**
 * No attempt starts, and none is planned, after the deadline of the call.
 */
final class DeadlineProtection implements Protection {

	static final String NAME = "deadline";

	@Override
	public String name() {
		return NAME;
	}

	@Override
	public @Nullable CallRejectedException before(ProtectedCall call, Attempt attempt) {
		return (call.remainingNanos(attempt) <= 0) ? DeadlineExceededException.notSent(call.dependency().name()) : null;
	}

}
