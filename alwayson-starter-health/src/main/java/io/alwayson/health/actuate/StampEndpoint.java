package io.alwayson.health.actuate;

import io.alwayson.health.PublishedHealth;
import io.alwayson.health.StampHealth;

import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

/**
 * The Actuator endpoint {@code stamp}: the whole verdict, with reasons and causes.
 */
@Endpoint(id = "stamp")
public final class StampEndpoint {

	private final PublishedHealth published;

	/** Creates the endpoint. */
	public StampEndpoint(PublishedHealth published) {
		this.published = published;
	}

	/** The verdict as it is now. */
	@ReadOperation
	public StampHealth stamp() {
		return this.published.verdict();
	}

}
