package io.alwayson.health.actuate;

import io.alwayson.health.Watchdog;

import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.AvailabilityState;
import org.springframework.boot.availability.LivenessState;
import org.springframework.boot.health.application.LivenessStateHealthIndicator;

/**
 * Boot's liveness, which also fails once the health monitor is beyond recovery. So
 * {@code /livez} and Boot's liveness group agree.
 */
public final class StampLivenessStateHealthIndicator extends LivenessStateHealthIndicator {

	private final Watchdog watchdog;

	/** Creates the indicator. */
	public StampLivenessStateHealthIndicator(ApplicationAvailability availability, Watchdog watchdog) {
		super(availability);
		this.watchdog = watchdog;
	}

	@Override
	protected AvailabilityState getState(ApplicationAvailability availability) {
		return this.watchdog.isSound() ? super.getState(availability) : LivenessState.BROKEN;
	}

}
