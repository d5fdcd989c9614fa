package io.alwayson.workload;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The whole declaration, resolved and valid. Immutable; maps keep the order of the
 * declaration.
 *
 * @param stamp who this is
 * @param dependencies what it leans on, by name
 * @param groups redundant members, by name
 * @param flows what users do, by name
 * @param health health settings of the stamp
 * @param inbound what is asked of requests that come in
 */
public record Workload(Stamp stamp, Map<String, Dependency> dependencies, Map<String, Group> groups,
		Map<String, UserFlow> flows, HealthSettings health, Inbound inbound) {

	/** Copies the maps. */
	public Workload {
		dependencies = copy(dependencies);
		groups = copy(groups);
		flows = copy(flows);
	}

	/** The declared dependency of that name, or {@code null}. */
	public @Nullable Dependency dependency(String name) {
		return this.dependencies.get(name);
	}

	/** The declared flow of that name, or {@code null}. */
	public @Nullable UserFlow flow(String name) {
		return this.flows.get(name);
	}

	private static <T> Map<String, T> copy(Map<String, T> map) {
		return Collections.unmodifiableMap(new LinkedHashMap<>(map));
	}

}
