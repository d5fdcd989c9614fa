package io.alwayson.health.actuate;

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

	/** Creates the endpoint. */
	public StampEndpoint(PublishedHealth published, TransitionHistory history) {
		this.published = published;
		this.history = history;
	}

	/** The verdict as it is now, and what led to it. */
	@ReadOperation
	public StampReport stamp() {
		return new StampReport(this.published.verdict(), this.history.latest());
	}

}
