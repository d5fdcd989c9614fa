package io.alwayson.workload;

import java.util.List;

/**
 * What is asked of requests that come in.
 *
 * @param limit what the inbound limit does; default {@link Limit#OBSERVE}
 * @param trustedNetworks networks in CIDR notation whose deadline and criticality headers
 * are believed; default none
 */
public record Inbound(Limit limit, List<String> trustedNetworks) {

	/** Copies the list. */
	public Inbound {
		trustedNetworks = List.copyOf(trustedNetworks);
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
