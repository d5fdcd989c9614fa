package io.alwayson.resilience.engine;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

import io.github.resilience4j.core.IntervalFunction;

/**
 * How long the circuit breaker stays open: doubles with each time it opens again without
 * having closed, up to the cap, and is drawn from the upper half of that, so that many
 * processes do not try at once.
 */
final class OpenTime implements IntervalFunction {

	private final long firstMillis;

	private final long maxMillis;

	private final LongSupplier nanoTime;

	private final DoubleSupplier random;

	/** When the time that was drawn last is over; written before the state changes. */
	private volatile long until;

	/** Drawn while the state changes, read by whoever is told of that change. */
	private volatile Duration last = Duration.ZERO;

	OpenTime(Duration first, Duration max, LongSupplier nanoTime, DoubleSupplier random) {
		this.firstMillis = Math.max(1, first.toMillis());
		this.maxMillis = Math.max(this.firstMillis, max.toMillis());
		this.nanoTime = nanoTime;
		this.until = nanoTime.getAsLong();
		this.random = random;
	}

	/**
	 * Draws a time in milliseconds.
	 * @param opened how often it opened without closing, this time included
	 */
	@Override
	public Long apply(Integer opened) {
		long bound = this.firstMillis;
		for (int again = 1; again < opened && bound < this.maxMillis; again++) {
			bound *= 2;
		}
		bound = Math.min(bound, this.maxMillis);
		long millis = Math.max(1, Math.round(bound * (0.5 + this.random.getAsDouble() / 2)));
		this.last = Duration.ofMillis(millis);
		this.until = this.nanoTime.getAsLong() + TimeUnit.MILLISECONDS.toNanos(millis);
		return millis;
	}

	/**
	 * Whether the time that was drawn last still runs. It never does where a customizer
	 * has put another function in this one's place.
	 */
	boolean lasts() {
		return this.until - this.nanoTime.getAsLong() > 0;
	}

	Duration last() {
		return this.last;
	}

}
