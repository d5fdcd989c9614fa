package io.alwayson.resilience;

import java.util.concurrent.atomic.LongAdder;

/**
 * No limit: only counts.
 */
final class NoLimit implements ConcurrencyLimit {

	private final LongAdder inFlight = new LongAdder();

	@Override
	public int tryAcquire() {
		this.inFlight.increment();
		return 1;
	}

	@Override
	public void release(Sample sample, long startedAt, long durationNanos, int inFlight) {
		this.inFlight.decrement();
	}

	@Override
	public int limit() {
		return Integer.MAX_VALUE;
	}

	@Override
	public int inFlight() {
		return this.inFlight.intValue();
	}

}
