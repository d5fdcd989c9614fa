package io.alwayson.workload;

import java.util.List;

/**
 * Redundant members of which some must be healthy.
 *
 * @param name key under {@code alwayson.groups}; usable in a flow's {@code uses}
 * @param members names of dependencies, without duplicates
 * @param minHealthy how many members must be healthy; at least 1, at most all
 */
public record Group(String name, List<String> members, int minHealthy) {

	/** Copies the members. */
	public Group {
		members = List.copyOf(members);
	}

}
