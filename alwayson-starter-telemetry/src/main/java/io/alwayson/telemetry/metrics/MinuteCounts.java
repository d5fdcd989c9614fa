package io.alwayson.telemetry.metrics;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongSupplier;

/**
 * Good and bad requests of each of the last minutes. A request that is counted at the
 * same instant in which its minute takes the place of an old one may be lost: nobody
 * waits for anybody.
 */
final class MinuteCounts {

	private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

	private final AtomicLongArray minutes;

	private final AtomicLongArray good;

	private final AtomicLongArray bad;

	private final LongSupplier nanoTime;

	private final long origin;

	/**
	 * Creates counts.
	 * @param span how far back they go, in whole minutes
	 */
	MinuteCounts(Duration span, LongSupplier nanoTime) {
		int length = Math.toIntExact(span.toMinutes());
		this.minutes = new AtomicLongArray(length);
		this.good = new AtomicLongArray(length);
		this.bad = new AtomicLongArray(length);
		this.nanoTime = nanoTime;
		// The first minute is the first: a zero in the array is none.
		this.origin = nanoTime.getAsLong() - MINUTE;
	}

	void add(boolean isGood) {
		long minute = minute();
		int slot = (int) (minute % this.minutes.length());
		long there = this.minutes.get(slot);
		if (there != minute && this.minutes.compareAndSet(slot, there, minute)) {
			this.good.set(slot, 0);
			this.bad.set(slot, 0);
		}
		(isGood ? this.good : this.bad).incrementAndGet(slot);
	}

	/** Of all requests of the last minutes, the running one included; 0 without any. */
	double badShare(int last) {
		long now = minute();
		long sumOfGood = 0;
		long sumOfBad = 0;
		for (int slot = 0; slot < this.minutes.length(); slot++) {
			long minute = this.minutes.get(slot);
			if (minute > 0 && minute > now - last) {
				sumOfGood += this.good.get(slot);
				sumOfBad += this.bad.get(slot);
			}
		}
		return (sumOfBad > 0) ? (double) sumOfBad / (sumOfGood + sumOfBad) : 0;
	}

	private long minute() {
		return (this.nanoTime.getAsLong() - this.origin) / MINUTE;
	}

}
