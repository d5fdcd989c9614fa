package io.alwayson.telemetry.sampling;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * How many local roots may be kept: a rate, and ten seconds of it at once. The generic
 * cell rate algorithm (ITU-T I.371). Thread-safe.
 */
public final class KeepLimit {

	private static final int SECONDS_AT_ONCE = 10;

	private final long interval;

	private final LongSupplier nanoTime;

	/** When the next one would be due if all came evenly. */
	private final AtomicLong due;

	/**
	 * Creates a limit.
	 * @param perSecond at least 1
	 * @param nanoTime the time
	 */
	public KeepLimit(int perSecond, LongSupplier nanoTime) {
		this.interval = Math.max(1, TimeUnit.SECONDS.toNanos(1) / perSecond);
		this.nanoTime = nanoTime;
		this.due = new AtomicLong(nanoTime.getAsLong());
	}

	/** Takes one, if there is one. */
	boolean take() {
		long now = this.nanoTime.getAsLong();
		while (true) {
			long before = this.due.get();
			long after = ((before - now > 0) ? before : now) + this.interval;
			if (after - now > TimeUnit.SECONDS.toNanos(SECONDS_AT_ONCE)) {
				return false;
			}
			if (this.due.compareAndSet(before, after)) {
				return true;
			}
		}
	}

}
