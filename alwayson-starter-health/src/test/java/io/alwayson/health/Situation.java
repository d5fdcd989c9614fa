package io.alwayson.health;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.alwayson.workload.Criticality;
import io.alwayson.workload.FailureScope;
import io.alwayson.workload.Group;
import io.alwayson.workload.Impact;
import io.alwayson.workload.UserFlow;
import io.alwayson.workload.Workload;
import org.jspecify.annotations.Nullable;

/**
 * A graph with what is known about it, made by chance, and what may happen to it.
 * Immutable.
 *
 * @param evidence by component; that of some is missing
 * @param signals by flow; most have none
 */
record Situation(List<Component> components, List<Group> groups, List<UserFlow> flows, Map<String, Evidence> evidence,
		Map<String, Evidence> signals) {

	private static final Workload EMPTY = Declaration.of();

	private static final UserFlow.Sli SLI = new UserFlow.Sli(0.05, 0.5, 50, false);

	static Situation any(Random random) {
		List<Component> components = new ArrayList<>();
		Map<String, Evidence> evidence = new HashMap<>();
		for (int i = 0; i < 1 + random.nextInt(7); i++) {
			Component component = component("d" + i, any(random, FailureScope.values()), any(random, Impact.values()),
					random.nextInt(4) == 0);
			components.add(component);
			if (random.nextInt(8) > 0) {
				evidence.put(component.name(), anyEvidence(random, HealthState.values()));
			}
		}
		List<String> names = new ArrayList<>(components.stream().map(Component::name).toList());
		List<Group> groups = new ArrayList<>();
		for (int i = 0; i < random.nextInt(3); i++) {
			List<String> members = some(random, names, 1);
			groups.add(new Group("g" + i, members, 1 + random.nextInt(members.size())));
		}
		groups.forEach((group) -> names.add(group.name()));
		List<UserFlow> flows = new ArrayList<>();
		Map<String, Evidence> signals = new HashMap<>();
		for (int i = 0; i < random.nextInt(4); i++) {
			UserFlow flow = flow("f" + i, any(random, Criticality.values()),
					some(random, names, 0).stream().map((name) -> anyUse(random, name)).toList());
			flows.add(flow);
			if (random.nextInt(3) == 0) {
				signals.put(flow.name(), anySignal(random));
			}
		}
		return new Situation(components, groups, flows, evidence, signals);
	}

	HealthGraph graph() {
		Map<String, Group> groupsByName = new LinkedHashMap<>();
		this.groups.forEach((group) -> groupsByName.put(group.name(), group));
		Map<String, UserFlow> flowsByName = new LinkedHashMap<>();
		this.flows.forEach((flow) -> flowsByName.put(flow.name(), flow));
		return HealthGraph.of(
				new Workload(EMPTY.stamp(), Map.of(), groupsByName, flowsByName, EMPTY.health(), EMPTY.inbound()),
				this.components);
	}

	/** What was decided, by kind and name of the node. */
	Map<String, NodeHealth> judged() {
		Judgement judgement = HealthModel.judge(graph(), this.evidence, this.signals);
		Map<String, NodeHealth> nodes = new LinkedHashMap<>();
		nodes.put("STAMP", judgement.stamp());
		nodes.put("OWN", judgement.own());
		for (List<NodeHealth> some : List.of(judgement.flows(), judgement.groups(), judgement.components())) {
			some.forEach((node) -> nodes.put(node.kind() + " " + node.name(), node));
		}
		return nodes;
	}

	/** Some dependencies and flows are as well or worse. */
	Situation worsened(Random random) {
		return mapped(
				(component, was) -> (random.nextInt(3) > 0) ? was
						: noBetter((was != null) ? was : Evidence.UNKNOWN,
								() -> anyEvidence(random, HealthState.values())),
				(flow, was) -> (random.nextInt(3) > 0) ? was
						: noBetter((was != null) ? was : Evidence.HEALTHY, () -> anySignal(random)));
	}

	private static Evidence noBetter(Evidence was, Supplier<Evidence> any) {
		return Stream.generate(any).filter((evidence) -> rank(evidence) >= rank(was)).findFirst().orElseThrow();
	}

	/** How bad it is, for health first and then for routing. */
	private static int rank(Evidence evidence) {
		return switch (evidence.state()) {
			case HEALTHY -> 0;
			case DEGRADED, UNKNOWN -> 1;
			case UNHEALTHY -> evidence.evicts() ? 3 : 2;
		};
	}

	/** All is declared in another order. */
	Situation shuffled(Random random) {
		return new Situation(shuffled(random, this.components),
				shuffled(random, this.groups).stream()
					.map((group) -> new Group(group.name(), shuffled(random, group.members()), group.minHealthy()))
					.toList(),
				shuffled(random, this.flows).stream()
					.map((flow) -> flow(flow.name(), flow.criticality(), shuffled(random, flow.uses())))
					.toList(),
				this.evidence, this.signals);
	}

	/** With one more dependency, of which anything may be known. */
	Situation with(Random random, Component component) {
		Map<String, Evidence> more = new HashMap<>(this.evidence);
		more.put(component.name(), anyEvidence(random, HealthState.values()));
		return new Situation(inserted(random, this.components, component), this.groups, this.flows, more, this.signals);
	}

	/** With one more flow, which may have a signal. */
	Situation with(Random random, UserFlow flow) {
		Map<String, Evidence> more = new HashMap<>(this.signals);
		if (random.nextBoolean()) {
			more.put(flow.name(), anySignal(random));
		}
		return new Situation(this.components, this.groups, inserted(random, this.flows, flow), this.evidence, more);
	}

	/** With one more edge from that flow. */
	Situation with(Random random, String flow, UserFlow.Use use) {
		return new Situation(this.components, this.groups,
				this.flows.stream()
					.map((each) -> each.name().equals(flow)
							? flow(flow, each.criticality(), inserted(random, each.uses(), use)) : each)
					.toList(),
				this.evidence, this.signals);
	}

	/** With other evidence, none where the function returns none. */
	Situation mapped(BiFunction<Component, @Nullable Evidence, @Nullable Evidence> evidence,
			BiFunction<UserFlow, @Nullable Evidence, @Nullable Evidence> signals) {
		return new Situation(this.components, this.groups, this.flows,
				mapped(this.components, Component::name, this.evidence, evidence),
				mapped(this.flows, UserFlow::name, this.signals, signals));
	}

	private static <T> Map<String, Evidence> mapped(List<T> nodes, Function<T, String> name,
			Map<String, Evidence> before, BiFunction<T, @Nullable Evidence, @Nullable Evidence> function) {
		Map<String, Evidence> after = new HashMap<>();
		for (T node : nodes) {
			Evidence evidence = function.apply(node, before.get(name.apply(node)));
			if (evidence != null) {
				after.put(name.apply(node), evidence);
			}
		}
		return after;
	}

	static Component component(String name, FailureScope scope, Impact impactOnStamp, boolean sibling) {
		Component adopted = Component.adopted(name, HealthCheck.Answer::up);
		return new Component(name, adopted.check(), adopted.policy(), scope, false, impactOnStamp, sibling, false);
	}

	static UserFlow flow(String name, Criticality criticality, List<UserFlow.Use> uses) {
		return new UserFlow(name, criticality, uses, List.of(), null, SLI);
	}

	static UserFlow.Use anyUse(Random random, String name) {
		return new UserFlow.Use(name, any(random, Impact.values()));
	}

	static Evidence anyEvidence(Random random, HealthState... states) {
		return new Evidence(any(random, states), random.nextBoolean(), null, null);
	}

	/** Too little traffic is no signal, and so there is none that knows nothing. */
	private static Evidence anySignal(Random random) {
		return anyEvidence(random, HealthState.HEALTHY, HealthState.DEGRADED, HealthState.UNHEALTHY);
	}

	static <T> T any(Random random, T[] values) {
		return values[random.nextInt(values.length)];
	}

	static <T> T any(Random random, List<T> values) {
		return values.get(random.nextInt(values.size()));
	}

	private static List<String> some(Random random, List<String> names, int atLeast) {
		return shuffled(random, names).subList(0, atLeast + random.nextInt(Math.min(names.size(), 4) + 1 - atLeast));
	}

	private static <T> List<T> shuffled(Random random, List<T> values) {
		List<T> shuffled = new ArrayList<>(values);
		Collections.shuffle(shuffled, random);
		return shuffled;
	}

	private static <T> List<T> inserted(Random random, List<T> values, T value) {
		List<T> more = new ArrayList<>(values);
		more.add(random.nextInt(values.size() + 1), value);
		return more;
	}

}
