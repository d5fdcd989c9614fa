package io.alwayson.health;

/**
 * Turns single results into a state that does not follow every blip.
 *
 * <p>
 * UNHEALTHY after {@code failureThreshold} failures in a row; from there HEALTHY or
 * DEGRADED after {@code successThreshold} successes in a row. DEGRADED after
 * {@code failureThreshold} results in a row that were slow or worse; from there HEALTHY
 * after {@code successThreshold} good ones. From UNKNOWN, the first success decides.
 *
 * <p>
 * Flaps are damped as {@link FlapDamping} says. Trouble is a failure while UNHEALTHY, and
 * any result that is not good while DEGRADED.
 *
 * <p>
 * Confined to the monitor's timeline.
 */
final class Thresholds {

	private final int failureThreshold;

	private final int successThreshold;

	private final FlapDamping damping = new FlapDamping();

	private HealthState state = HealthState.UNKNOWN;

	private int failures;

	private int blemishes;

	private int successes;

	private int flawless;

	private long lastFailure;

	private long lastBlemish;

	private boolean held;

	Thresholds(int failureThreshold, int successThreshold) {
		this.failureThreshold = failureThreshold;
		this.successThreshold = successThreshold;
	}

	HealthState state() {
		return this.state;
	}

	/** Whether the last conclusive result was not UP. */
	boolean isBlemished() {
		return this.blemishes > 0;
	}

	/** Whether it would have recovered, did it not flap. */
	boolean isHeld() {
		return this.held;
	}

	/**
	 * Takes a conclusive result.
	 * @param status the finding
	 * @param now when, in nanoseconds of the timeline
	 */
	void observe(CheckResult.Status status, long now) {
		boolean success = status != CheckResult.Status.DOWN;
		boolean good = status == CheckResult.Status.UP;
		this.failures = success ? 0 : this.failures + 1;
		this.blemishes = good ? 0 : this.blemishes + 1;
		this.successes = success ? this.successes + 1 : 0;
		this.flawless = good ? this.flawless + 1 : 0;
		this.lastFailure = success ? this.lastFailure : now;
		this.lastBlemish = good ? this.lastBlemish : now;
		change(next(success, good), now);
	}

	private void change(HealthState next, long now) {
		this.held = false;
		if (this.state == HealthState.UNKNOWN) {
			this.state = next;
		}
		else if (next.severity() > this.state.severity()) {
			this.damping.fall(now);
			this.state = next;
		}
		else if (next.severity() < this.state.severity()) {
			long trouble = (this.state == HealthState.UNHEALTHY) ? this.lastFailure : this.lastBlemish;
			this.held = this.damping.holds(trouble, now);
			this.state = this.held ? this.state : next;
		}
	}

	private HealthState next(boolean success, boolean good) {
		if (this.failures >= this.failureThreshold) {
			return HealthState.UNHEALTHY;
		}
		return switch (this.state) {
			case UNKNOWN -> success ? (good ? HealthState.HEALTHY : HealthState.DEGRADED) : HealthState.UNKNOWN;
			case UNHEALTHY -> (this.successes < this.successThreshold) ? HealthState.UNHEALTHY
					: (this.flawless >= this.successThreshold) ? HealthState.HEALTHY : HealthState.DEGRADED;
			case HEALTHY -> (this.blemishes >= this.failureThreshold) ? HealthState.DEGRADED : HealthState.HEALTHY;
			case DEGRADED -> (this.flawless >= this.successThreshold) ? HealthState.HEALTHY : HealthState.DEGRADED;
		};
	}

	/** The time to decide is over: one that only failed is down. */
	void decide() {
		if (this.state == HealthState.UNKNOWN && this.failures > 0) {
			this.state = HealthState.UNHEALTHY;
		}
	}

}
