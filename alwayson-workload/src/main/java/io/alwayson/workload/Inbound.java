package io.alwayson.workload;

import java.util.List;

/**
 * What is asked of requests that come in.
 *
 * @param limit what the inbound limit does; default {@link Limit#OBSERVE}
 * @param trustedNetworks networks in CIDR notation whose deadline and criticality headers
 * are believed, and whose callers need not come through Front Door; default none
 * @param frontDoorIds Front Door profiles through which requests must come, lower-case
 * ids; default none: they may come from anywhere
 */
public record Inbound(Limit limit, List<String> trustedNetworks, List<String> frontDoorIds) {

	/** Copies the lists. */
	public Inbound {
		trustedNetworks = List.copyOf(trustedNetworks);
		frontDoorIds = List.copyOf(frontDoorIds);
	}

	/** What the inbound limit does. */
	public enum Limit {

		/** Nothing. */
		OFF,

		/** Counts what it would refuse. */
		OBSERVE,

		/** Refuses. */
		ENFORCE

	}

}
