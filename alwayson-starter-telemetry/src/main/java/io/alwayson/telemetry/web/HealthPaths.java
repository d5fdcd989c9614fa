package io.alwayson.telemetry.web;

import java.util.Set;

/**
 * The paths that probes ask. Their requests are not observed: on a quiet system they
 * would be most of what is stored.
 */
public final class HealthPaths {

	private static final Set<String> SURFACES = Set.of("/health/stamp", "/livez", "/readyz");

	private final String endpoint;

	/**
	 * Creates the paths.
	 * @param endpoint path of the Actuator's health endpoint
	 */
	public HealthPaths(String endpoint) {
		this.endpoint = endpoint;
	}

	boolean contain(String path) {
		return SURFACES.contains(path) || path.equals(this.endpoint) || path.startsWith(this.endpoint + "/");
	}

}
