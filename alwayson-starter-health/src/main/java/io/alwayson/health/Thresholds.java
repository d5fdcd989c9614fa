package io.alwayson.health;

/**
 * Turns single results into a state that does not follow every blip.
 *
 * <p>
 * UNHEALTHY after {@code failureThreshold} failures in a row; from there HEALTHY or
 * DEGRADED after {@code successThreshold} successes in a row. DEGRADED after
 * {@code failureThreshold} results in a row that were slow or worse; from there HEALTHY
 * after {@code successThreshold} good ones. From UNKNOWN, the first success decides.
 * Confined to the monitor's timeline.
 */
final class Thresholds {

	private final int failureThreshold;

	private final int successThreshold;

	private HealthState state = HealthState.UNKNOWN;

	private int failures;

	private int blemishes;

	private int successes;

	private int flawless;

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

	void observe(CheckResult.Status status) {
		boolean success = status != CheckResult.Status.DOWN;
		boolean good = status == CheckResult.Status.UP;
		this.failures = success ? 0 : this.failures + 1;
		this.blemishes = good ? 0 : this.blemishes + 1;
		this.successes = success ? this.successes + 1 : 0;
		this.flawless = good ? this.flawless + 1 : 0;
		this.state = next(success, good);
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
