package io.alwayson.health.actuate;

import java.time.InstantSource;

import io.alwayson.health.PublishedHealth;
import io.alwayson.health.TransitionHistory;

import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

/**
 * The Actuator endpoint {@code stamp}: the whole verdict, with reasons and causes, and
 * the last transitions.
 */
@Endpoint(id = "stamp")
public final class StampEndpoint {

	private final PublishedHealth published;

	private final TransitionHistory history;

	private final InstantSource clock;

	/** Creates the endpoint. */
	public StampEndpoint(PublishedHealth published, TransitionHistory history, InstantSource clock) {
		this.published = published;
		this.history = history;
		this.clock = clock;
	}

	/** The verdict as it is now, and what led to it. */
	@ReadOperation
	public StampReport stamp() {
		return new StampReport(this.published.verdict(), this.clock.instant(), this.history.latest());
	}

}
