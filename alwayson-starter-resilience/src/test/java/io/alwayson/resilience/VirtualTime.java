package io.alwayson.resilience;

import java.time.Duration;
import java.time.Instant;

/**
 * Time that moves only when a test, or a wait, moves it. Starts close to the overflow of
 * nanoTime.
 */
public final class VirtualTime {

	private static final long ORIGIN = Long.MAX_VALUE - Duration.ofSeconds(1).toNanos();

	private long elapsed;

	private double chance = 0.5;

	/** The timing that follows this time. */
	public Timing timing() {
		return new Timing(this::nanoTime, () -> Instant.EPOCH.plusNanos(this.elapsed), () -> this.chance,
				(nanos) -> advance(Duration.ofNanos(nanos)));
	}

	/** Moves on. */
	public void advance(Duration time) {
		this.elapsed += time.toNanos();
	}

	/** What the next random numbers are. */
	public void chance(double chance) {
		this.chance = chance;
	}

	long nanoTime() {
		return ORIGIN + this.elapsed;
	}

	Duration elapsed() {
		return Duration.ofNanos(this.elapsed);
	}

}
