package io.alwayson.health;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.alwayson.workload.FailureScope;
import io.alwayson.workload.Group;
import io.alwayson.workload.Impact;
import io.alwayson.workload.UserFlow;
import org.jspecify.annotations.Nullable;

/**
 * The law: turns evidence into health and routing. A pure function.
 *
 * <p>
 * Health takes all evidence. Routing takes only the evidence of components whose failure
 * a move of traffic would cure, and only along edges of standard impact: those are the
 * edges that pass UNHEALTHY on, so routing never refuses while health is better than
 * UNHEALTHY.
 */
final class HealthModel {

	private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss'Z'").withZone(ZoneOffset.UTC);

	private final HealthGraph graph;

	private final Map<String, Evidence> components;

	private final Map<String, Evidence> flows;

	private final boolean siblings;

	private HealthModel(HealthGraph graph, Map<String, Evidence> components, Map<String, Evidence> flows,
			boolean siblings) {
		this.graph = graph;
		this.components = components;
		this.flows = flows;
		this.siblings = siblings;
	}

	/**
	 * Judges the graph.
	 * @param components evidence by component; none is UNKNOWN
	 * @param flows evidence of a flow's own signal; none is no signal
	 */
	static Judgement judge(HealthGraph graph, Map<String, Evidence> components, Map<String, Evidence> flows) {
		HealthModel all = new HealthModel(graph, components, flows, true);
		HealthModel own = new HealthModel(graph, components, flows, false);
		List<NodeHealth> judgedFlows = new ArrayList<>();
		graph.flows().forEach((flow) -> judgedFlows.add(all.flow(flow).toNode(NodeHealth.Kind.FLOW, flow.name())));
		List<NodeHealth> judgedGroups = new ArrayList<>();
		graph.groups()
			.values()
			.forEach((group) -> judgedGroups.add(all.group(group).toNode(NodeHealth.Kind.GROUP, group.name())));
		List<NodeHealth> judgedComponents = new ArrayList<>();
		graph.components()
			.values()
			.forEach((component) -> judgedComponents
				.add(all.component(component).toNode(NodeHealth.Kind.DEPENDENCY, component.name())));
		return new Judgement(all.stamp().toNode(NodeHealth.Kind.STAMP, graph.stamp()),
				own.stamp().toNode(NodeHealth.Kind.STAMP, graph.stamp()), List.copyOf(judgedFlows),
				List.copyOf(judgedGroups), List.copyOf(judgedComponents));
	}

	private Finding stamp() {
		Finding worst = Finding.HEALTHY;
		for (UserFlow flow : this.graph.flows()) {
			worst = worst.or(flow(flow).through(flow.criticality().impactOnStamp()));
		}
		for (String name : this.graph.unused()) {
			worst = worst.or(node(name).through(this.graph.impactOnStamp(name)));
		}
		return worst;
	}

	private Finding flow(UserFlow flow) {
		Finding worst = Finding.HEALTHY;
		for (UserFlow.Use use : flow.uses()) {
			worst = worst.or(node(use.name()).through(use.impact()));
		}
		Evidence signal = this.flows.get(flow.name());
		if (signal != null && signal.state() != HealthState.HEALTHY) {
			worst = worst
				.or(new Finding(signal.state(), unhealthy(signal.state()) && signal.evicts(), words(null, signal)));
		}
		return worst.under(flow.name());
	}

	private Finding node(String name) {
		Group group = this.graph.groups().get(name);
		if (group != null) {
			return group(group);
		}
		Component component = this.graph.components().get(name);
		return (component != null) ? component(component) : Finding.UNKNOWN;
	}

	/**
	 * A failed member that a move of traffic would not cure counts for routing once one
	 * failed that it would cure: the move then brings that one back.
	 */
	private Finding group(Group group) {
		int failed = 0;
		int working = 0;
		boolean curable = false;
		Finding worst = Finding.HEALTHY;
		for (String name : group.members()) {
			Finding member = node(name);
			worst = worst.or(member);
			if (unhealthy(member.state())) {
				failed++;
				curable = curable || member.refuses();
			}
			else if (member.state() != HealthState.UNKNOWN) {
				working++;
			}
		}
		int size = group.members().size();
		if (worst.state() == HealthState.HEALTHY) {
			return Finding.HEALTHY;
		}
		HealthState state;
		if (working >= group.minHealthy()) {
			state = HealthState.DEGRADED;
		}
		else if (size - failed >= group.minHealthy()) {
			state = HealthState.UNKNOWN;
		}
		else {
			state = HealthState.UNHEALTHY;
		}
		return new Finding(state, unhealthy(state) && curable, worst.path()).under(group.name());
	}

	private Finding component(Component component) {
		if (component.sibling() && !this.siblings) {
			return Finding.HEALTHY;
		}
		Evidence evidence = this.components.getOrDefault(component.name(), Evidence.UNKNOWN);
		if (evidence.state() == HealthState.HEALTHY) {
			return Finding.HEALTHY;
		}
		boolean curable = component.scope() != FailureScope.GLOBAL && evidence.evicts();
		return new Finding(evidence.state(), unhealthy(evidence.state()) && curable, words(component.name(), evidence));
	}

	private static boolean unhealthy(HealthState state) {
		return state == HealthState.UNHEALTHY;
	}

	private static String words(@Nullable String name, Evidence evidence) {
		StringBuilder words = new StringBuilder();
		if (name != null) {
			words.append(name).append(' ');
		}
		String reason = evidence.reason();
		words.append((reason != null) ? reason : evidence.state().name());
		Instant since = evidence.since();
		if (since != null) {
			words.append(" since ");
			TIME.formatTo(since, words);
		}
		return words.toString();
	}

	/**
	 * What a node says to its parent.
	 *
	 * @param refuses only if the state is UNHEALTHY
	 * @param path to the cause in words, or {@code null} while healthy
	 */
	private record Finding(HealthState state, boolean refuses, @Nullable String path) {

		static final Finding HEALTHY = new Finding(HealthState.HEALTHY, false, null);

		static final Finding UNKNOWN = new Finding(HealthState.UNKNOWN, false, "UNKNOWN");

		Finding through(Impact impact) {
			return switch (impact) {
				case STANDARD ->
					(this.state == HealthState.UNKNOWN) ? new Finding(HealthState.DEGRADED, false, this.path) : this;
				case LIMITED -> unhealthy(this.state) ? new Finding(HealthState.DEGRADED, false, this.path) : HEALTHY;
				case SUPPRESSED -> HEALTHY;
			};
		}

		Finding or(Finding other) {
			return (other.weight() > weight()) ? other : this;
		}

		/** A refusing one is always unhealthy, so the heaviest also decides routing. */
		private int weight() {
			return 2 * this.state.severity() + (this.refuses ? 1 : 0);
		}

		Finding under(String parent) {
			return (this.state == HealthState.HEALTHY) ? this
					: new Finding(this.state, this.refuses, parent + " " + this.state + " <- " + this.path);
		}

		NodeHealth toNode(NodeHealth.Kind kind, String name) {
			return new NodeHealth(kind, name, this.state, this.refuses ? Routing.REFUSE : Routing.ACCEPT, this.path);
		}

	}

}
