package io.alwayson.resilience;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Until when a dependency asked to be left alone: extra attempts of all its callers wait.
 * Clamped, so that one wrong header does not end retries for hours. Thread-safe.
 */
final class RestPeriod {

	private final long longestNanos;

	private final LongSupplier nanoTime;

	private final AtomicLong until;

	RestPeriod(Duration longest, LongSupplier nanoTime) {
		this.longestNanos = longest.toNanos();
		this.nanoTime = nanoTime;
		this.until = new AtomicLong(nanoTime.getAsLong());
	}

	void extend(Duration retryAfter) {
		long nanos = (retryAfter.toDays() < 1) ? Math.min(retryAfter.toNanos(), this.longestNanos) : this.longestNanos;
		this.until.accumulateAndGet(this.nanoTime.getAsLong() + nanos, RestPeriod::later);
	}

	/**
	 * Its end on the scale of {@link System#nanoTime()}; in the past if there is none.
	 */
	long until() {
		return this.until.get();
	}

	/** A difference, because nanoTime may overflow. */
	static long later(long one, long other) {
		return (one - other >= 0) ? one : other;
	}

}
