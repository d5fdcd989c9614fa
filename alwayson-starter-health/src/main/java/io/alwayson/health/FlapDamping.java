package io.alwayson.health;

import java.time.Duration;

/**
 * Damps flaps as routers damp flapping routes (RFC 2439). Each fall, one or more changes
 * for the worse without one for the better between them, adds 1 to a penalty {@code p},
 * which halves every 5 minutes: {@code p(t) = p(0) x 2^(-t / 5 min)}. After a fall to
 * {@code p >= 1.5}, which is a second one within 5 minutes, a change for the better also
 * needs 60 s without trouble. A change for the worse is never held back, the first
 * recovery neither, and no recovery for longer than that.
 *
 * <p>
 * Confined to the monitor's timeline, whose nanoseconds it takes.
 */
final class FlapDamping {

	private static final Duration QUIET = Duration.ofSeconds(60);

	private static final Duration HALF_LIFE = Duration.ofMinutes(5);

	private static final double FLAPPING = 1.5;

	private boolean falling;

	private boolean flapping;

	private double penalty;

	private long penaltyAt;

	/** It changed for the worse. */
	void fall(long now) {
		this.penalty = penalty(now) + (this.falling ? 0 : 1);
		this.penaltyAt = now;
		this.falling = true;
		this.flapping = this.penalty >= FLAPPING;
	}

	/**
	 * It would change for the better.
	 * @param trouble when it last was no better
	 * @return whether it may not yet
	 */
	boolean holds(long trouble, long now) {
		boolean held = this.flapping && now - trouble < QUIET.toNanos();
		this.falling = this.falling && held;
		return held;
	}

	private double penalty(long now) {
		return this.penalty * Math.pow(2, -(double) (now - this.penaltyAt) / HALF_LIFE.toNanos());
	}

}
