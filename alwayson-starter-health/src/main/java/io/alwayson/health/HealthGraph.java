package io.alwayson.health;

import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.alwayson.workload.Group;
import io.alwayson.workload.UserFlow;
import io.alwayson.workload.Workload;

/**
 * What is judged: the stamp over flows over groups over components. No cycles are
 * possible, every arrow goes down one floor.
 *
 * @param stamp name of the stamp
 * @param components leaves by name
 * @param groups redundant members by name
 * @param flows what users do
 * @param unused names of groups and components that hang directly under the stamp,
 * because no flow uses them
 */
record HealthGraph(String stamp, Map<String, Component> components, Map<String, Group> groups,
		Collection<UserFlow> flows, List<String> unused) {

	static HealthGraph of(Workload workload, List<Component> components) {
		Map<String, Component> byName = new LinkedHashMap<>();
		components.forEach((component) -> byName.put(component.name(), component));
		Set<String> used = new HashSet<>();
		workload.flows().values().forEach((flow) -> flow.uses().forEach((use) -> used.add(use.name())));
		Set<String> unused = new LinkedHashSet<>(workload.groups().keySet());
		unused.addAll(byName.keySet());
		unused.removeAll(used);
		workload.groups().values().forEach((group) -> unused.removeAll(group.members()));
		return new HealthGraph(workload.stamp().id(), byName, workload.groups(), workload.flows().values(),
				List.copyOf(unused));
	}

}
