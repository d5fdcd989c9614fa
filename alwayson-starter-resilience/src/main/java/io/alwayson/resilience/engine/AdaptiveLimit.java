package io.alwayson.resilience.engine;

import java.util.concurrent.atomic.AtomicInteger;

import com.netflix.concurrency.limits.Limit;
import io.alwayson.resilience.ConcurrencyLimit;

/**
 * A limit that an algorithm of Netflix concurrency-limits moves. What is in flight is
 * counted here: the library's limiters make two objects for each permit.
 */
final class AdaptiveLimit implements ConcurrencyLimit {

	private final Limit algorithm;

	private final AtomicInteger inFlight = new AtomicInteger();

	AdaptiveLimit(Limit algorithm) {
		this.algorithm = algorithm;
	}

	@Override
	public int tryAcquire() {
		int limit = this.algorithm.getLimit();
		int now = this.inFlight.get();
		while (now < limit) {
			if (this.inFlight.compareAndSet(now, now + 1)) {
				return now + 1;
			}
			now = this.inFlight.get();
		}
		return 0;
	}

	@Override
	public void release(Sample sample, long startedAt, long durationNanos, int inFlight) {
		this.inFlight.decrementAndGet();
		if (sample != Sample.IGNORED) {
			this.algorithm.onSample(startedAt, durationNanos, inFlight, sample == Sample.DROPPED);
		}
	}

	@Override
	public int limit() {
		return this.algorithm.getLimit();
	}

	@Override
	public int inFlight() {
		return this.inFlight.get();
	}

}
