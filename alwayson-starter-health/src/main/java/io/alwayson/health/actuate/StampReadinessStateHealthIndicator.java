package io.alwayson.health.actuate;

import io.alwayson.health.PublishedHealth;

import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.AvailabilityState;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.health.application.ReadinessStateHealthIndicator;

/**
 * Boot's readiness, held back until the first round of checks is done and while a local
 * must-have is unhealthy. Other members of Boot's readiness group are asked by Boot
 * itself; {@code /readyz} goes by what the monitor knows of them.
 */
public final class StampReadinessStateHealthIndicator extends ReadinessStateHealthIndicator {

	private final PublishedHealth published;

	/** Creates the indicator. */
	public StampReadinessStateHealthIndicator(ApplicationAvailability availability, PublishedHealth published) {
		super(availability);
		this.published = published;
	}

	@Override
	protected AvailabilityState getState(ApplicationAvailability availability) {
		return this.published.verdict().ready() ? super.getState(availability) : ReadinessState.REFUSING_TRAFFIC;
	}

}
