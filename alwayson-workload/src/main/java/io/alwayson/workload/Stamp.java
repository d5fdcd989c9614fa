package io.alwayson.workload;

import org.jspecify.annotations.Nullable;

/**
 * The identity of this stamp: a regional, replaceable unit of the service.
 *
 * @param id name of the stamp; differs between blue and green of one region. Default
 * {@code local}, allowed only in the environment {@code local}
 * @param region Azure region, for example {@code westeurope}. Default {@code local}, as
 * above
 * @param environment for example {@code prod}. Default {@code local}; any other value is
 * strict: id and region are mandatory and secrets in the declaration are refused
 * @param release version of the release unit, or {@code null} if not said
 */
public record Stamp(String id, String region, String environment, @Nullable String release) {

	/** The one environment that is not strict. */
	public static final String LOCAL = "local";

	/**
	 * Whether this is a developer's machine: defaults for identity, secrets of emulators
	 * allowed.
	 */
	public boolean isLocal() {
		return LOCAL.equals(this.environment);
	}

}
