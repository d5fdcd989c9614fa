package io.alwayson.workload.context;

import java.time.Duration;

/**
 * A point in time after which an answer is of no use. Absolute on the scale of
 * {@link System#nanoTime()}, so it is valid within this process only and clock changes do
 * not move it.
 *
 * @param nanoTime the point on that scale
 */
public record Deadline(long nanoTime) {

	/**
	 * The deadline that is the given time away from {@code now}, both on the scale of
	 * {@link System#nanoTime()}.
	 */
	public static Deadline after(Duration time, long now) {
		return new Deadline(now + time.toNanos());
	}

	/** Nanoseconds left at {@code now}; zero or less when it has passed. */
	public long remainingNanos(long now) {
		return this.nanoTime - now;
	}

	/** The earlier of the two. */
	public Deadline earlierOf(Deadline other) {
		// A difference, because nanoTime may overflow.
		return (this.nanoTime - other.nanoTime <= 0) ? this : other;
	}

}
