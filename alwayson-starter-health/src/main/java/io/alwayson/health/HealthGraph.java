package io.alwayson.health;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import io.alwayson.workload.Group;
import io.alwayson.workload.Impact;
import io.alwayson.workload.UserFlow;
import io.alwayson.workload.Workload;
import org.jspecify.annotations.Nullable;

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

	/**
	 * What the failure of a node that no flow uses does to the stamp: a group does what
	 * its members declare, the most if they differ.
	 */
	Impact impactOnStamp(String unused) {
		Group group = this.groups.get(unused);
		Collection<String> members = (group != null) ? group.members() : List.of(unused);
		return members.stream()
			.map(this.components::get)
			.filter(Objects::nonNull)
			.map(Component::impactOnStamp)
			.min(Comparator.naturalOrder())
			.orElse(Impact.LIMITED);
	}

	/** The graph for people: parents before children. */
	List<GraphNode> nodes() {
		List<GraphNode> nodes = new ArrayList<>();
		List<GraphNode.Edge> roots = new ArrayList<>();
		this.flows.forEach((flow) -> roots
			.add(new GraphNode.Edge(NodeHealth.Kind.FLOW, flow.name(), flow.criticality().impactOnStamp())));
		this.unused.forEach((name) -> roots.add(edge(name, impactOnStamp(name))));
		nodes.add(new GraphNode(NodeHealth.Kind.STAMP, this.stamp, null, null, roots));
		this.flows.forEach((flow) -> nodes.add(new GraphNode(NodeHealth.Kind.FLOW, flow.name(), null, null,
				flow.uses().stream().map((use) -> edge(use.name(), use.impact())).toList())));
		this.groups.values()
			.forEach((group) -> nodes.add(new GraphNode(NodeHealth.Kind.GROUP, group.name(), null, group.minHealthy(),
					group.members().stream().map((name) -> edge(name, null)).toList())));
		this.components.values()
			.forEach((component) -> nodes
				.add(new GraphNode(NodeHealth.Kind.DEPENDENCY, component.name(), component.scope(), null, List.of())));
		return List.copyOf(nodes);
	}

	private GraphNode.Edge edge(String name, @Nullable Impact impact) {
		return new GraphNode.Edge(this.groups.containsKey(name) ? NodeHealth.Kind.GROUP : NodeHealth.Kind.DEPENDENCY,
				name, impact);
	}

}
