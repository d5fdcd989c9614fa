package io.alwayson.resilience.engine;

import io.alwayson.resilience.ConcurrencyLimit;
import io.github.resilience4j.bulkhead.Bulkhead;

/**
 * A limit that stays where it is, kept by a resilience4j bulkhead.
 */
final class FixedLimit implements ConcurrencyLimit {

	private final Bulkhead engine;

	FixedLimit(Bulkhead engine) {
		this.engine = engine;
	}

	@Override
	public int tryAcquire() {
		return this.engine.tryAcquirePermission() ? Math.max(1, inFlight()) : 0;
	}

	@Override
	public void release(Sample sample, long startedAt, long durationNanos, int inFlight) {
		this.engine.onComplete();
	}

	@Override
	public int limit() {
		return this.engine.getMetrics().getMaxAllowedConcurrentCalls();
	}

	@Override
	public int inFlight() {
		return limit() - this.engine.getMetrics().getAvailableConcurrentCalls();
	}

}
