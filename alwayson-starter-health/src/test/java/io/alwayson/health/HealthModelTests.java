package io.alwayson.health;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import io.alwayson.workload.Criticality;
import io.alwayson.workload.FailureScope;
import io.alwayson.workload.Group;
import io.alwayson.workload.Impact;
import io.alwayson.workload.UserFlow;
import io.alwayson.workload.Workload;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link HealthModel}.
 */
class HealthModelTests {

	private static final UserFlow.Sli SLI = new UserFlow.Sli(0.05, 0.5, 50, false);

	private static final Workload EMPTY = Declaration.of();

	@ParameterizedTest
	@CsvSource(textBlock = """
			# scope, impact, criticality, dependency -> flow, stamp, routing
			STAMP,    STANDARD,   HIGH,   UNHEALTHY, UNHEALTHY, UNHEALTHY, REFUSE
			REGIONAL, STANDARD,   HIGH,   UNHEALTHY, UNHEALTHY, UNHEALTHY, REFUSE
			GLOBAL,   STANDARD,   HIGH,   UNHEALTHY, UNHEALTHY, UNHEALTHY, ACCEPT
			STAMP,    LIMITED,    HIGH,   UNHEALTHY, DEGRADED,  DEGRADED,  ACCEPT
			STAMP,    SUPPRESSED, HIGH,   UNHEALTHY, HEALTHY,   HEALTHY,   ACCEPT
			STAMP,    STANDARD,   MEDIUM, UNHEALTHY, UNHEALTHY, DEGRADED,  ACCEPT
			STAMP,    STANDARD,   LOW,    UNHEALTHY, UNHEALTHY, HEALTHY,   ACCEPT
			STAMP,    STANDARD,   HIGH,   DEGRADED,  DEGRADED,  DEGRADED,  ACCEPT
			STAMP,    LIMITED,    HIGH,   DEGRADED,  HEALTHY,   HEALTHY,   ACCEPT
			STAMP,    STANDARD,   HIGH,   UNKNOWN,   DEGRADED,  DEGRADED,  ACCEPT
			STAMP,    LIMITED,    HIGH,   UNKNOWN,   HEALTHY,   HEALTHY,   ACCEPT
			STAMP,    STANDARD,   HIGH,   HEALTHY,   HEALTHY,   HEALTHY,   ACCEPT
			""")
	void judgeFollowsTheTable(FailureScope scope, Impact impact, Criticality criticality, HealthState dependency,
			HealthState flow, HealthState stamp, Routing routing) {
		HealthGraph graph = graph(List.of(leaf("db", scope, false)), Map.of(),
				List.of(flow("list", criticality, use("db", impact))));
		Judgement judged = HealthModel.judge(graph, Map.of("db", is(dependency)), Map.of());
		assertThat(judged.flows().get(0).state()).isEqualTo(flow);
		assertThat(judged.stamp().state()).isEqualTo(stamp);
		assertThat(judged.stamp().routing()).isEqualTo(routing);
	}

	@Test
	void judgeWhenNothingIsDeclaredIsHealthy() {
		Judgement judged = HealthModel.judge(HealthGraph.of(EMPTY, List.of()), Map.of(), Map.of());
		assertThat(judged.stamp())
			.isEqualTo(new NodeHealth(NodeHealth.Kind.STAMP, "local", HealthState.HEALTHY, Routing.ACCEPT, null));
	}

	@Test
	void judgeNamesTheCauseInWords() {
		HealthGraph graph = graph(List.of(leaf("catalog-db", FailureScope.STAMP, false)), Map.of(),
				List.of(flow("list-items", Criticality.HIGH, use("catalog-db", Impact.STANDARD))));
		Evidence evidence = new Evidence(HealthState.UNHEALTHY, true, "CONNECT_FAILED",
				Instant.parse("2026-01-01T12:03:04.567Z"));
		Judgement judged = HealthModel.judge(graph, Map.of("catalog-db", evidence), Map.of());
		assertThat(judged.stamp().cause())
			.isEqualTo("list-items UNHEALTHY <- catalog-db CONNECT_FAILED since 12:03:04Z");
	}

	@Test
	void judgeWhenNoFlowUsesADependencyHangsItUnderTheStampLimited() {
		HealthGraph graph = graph(List.of(leaf("db", FailureScope.STAMP, false)), Map.of(), List.of());
		Judgement judged = HealthModel.judge(graph, Map.of("db", is(HealthState.UNHEALTHY)), Map.of());
		assertThat(judged.stamp().state()).isEqualTo(HealthState.DEGRADED);
		assertThat(judged.stamp().routing()).isEqualTo(Routing.ACCEPT);
	}

	@ParameterizedTest
	@CsvSource(textBlock = """
			# a (global), b (stamp), min-healthy -> group, routing
			UNHEALTHY, HEALTHY,   1, DEGRADED,  ACCEPT
			UNHEALTHY, HEALTHY,   2, UNHEALTHY, ACCEPT
			HEALTHY,   UNHEALTHY, 2, UNHEALTHY, REFUSE
			UNHEALTHY, UNHEALTHY, 1, UNHEALTHY, REFUSE
			HEALTHY,   UNHEALTHY, 1, DEGRADED,  ACCEPT
			UNKNOWN,   UNHEALTHY, 1, UNKNOWN,   ACCEPT
			DEGRADED,  DEGRADED,  2, DEGRADED,  ACCEPT
			HEALTHY,   HEALTHY,   2, HEALTHY,   ACCEPT
			""")
	void judgeGroupCountsMembers(HealthState a, HealthState b, int minHealthy, HealthState state, Routing routing) {
		HealthGraph graph = graph(List.of(leaf("a", FailureScope.GLOBAL, false), leaf("b", FailureScope.STAMP, false)),
				Map.of("both", new Group("both", List.of("a", "b"), minHealthy)),
				List.of(flow("list", Criticality.HIGH, use("both", Impact.STANDARD))));
		Judgement judged = HealthModel.judge(graph, Map.of("a", is(a), "b", is(b)), Map.of());
		assertThat(judged.groups().get(0).state()).isEqualTo(state);
		assertThat(judged.stamp().routing()).isEqualTo(routing);
	}

	@Test
	void judgeOwnLeavesSiblingsOut() {
		HealthGraph graph = graph(List.of(leaf("worker", FailureScope.STAMP, true)), Map.of(),
				List.of(flow("list", Criticality.HIGH, use("worker", Impact.STANDARD))));
		Judgement judged = HealthModel.judge(graph, Map.of("worker", is(HealthState.UNHEALTHY)), Map.of());
		assertThat(judged.stamp().routing()).isEqualTo(Routing.REFUSE);
		assertThat(judged.own().state()).isEqualTo(HealthState.HEALTHY);
		assertThat(judged.own().routing()).isEqualTo(Routing.ACCEPT);
	}

	@Test
	void judgeFlowSignalShowsAndDoesNotEvictUnlessTold() {
		HealthGraph graph = graph(List.of(), Map.of(), List.of(flow("list", Criticality.HIGH)));
		Judgement judged = HealthModel.judge(graph, Map.of(),
				Map.of("list", new Evidence(HealthState.UNHEALTHY, false, "ERROR_RATE", null)));
		assertThat(judged.stamp().state()).isEqualTo(HealthState.UNHEALTHY);
		assertThat(judged.stamp().routing()).isEqualTo(Routing.ACCEPT);
		judged = HealthModel.judge(graph, Map.of(),
				Map.of("list", new Evidence(HealthState.UNHEALTHY, true, "ERROR_RATE", null)));
		assertThat(judged.stamp().routing()).isEqualTo(Routing.REFUSE);
	}

	@Test
	void judgeRefusalByEvidenceImpliesUnhealthy() {
		everyGraph((random, graph, evidence) -> {
			Judgement judged = HealthModel.judge(graph, evidence, Map.of());
			List<NodeHealth> nodes = new ArrayList<>(judged.flows());
			nodes.addAll(judged.groups());
			nodes.addAll(judged.components());
			nodes.add(judged.stamp());
			nodes.add(judged.own());
			assertThat(nodes)
				.allMatch((node) -> node.routing() == Routing.ACCEPT || node.state() == HealthState.UNHEALTHY);
			assertThat(nodes).allMatch((node) -> (node.cause() == null) == (node.state() == HealthState.HEALTHY));
		});
	}

	@Test
	void judgeWhenAChildWorsensNeverImprovesAParent() {
		everyGraph((random, graph, evidence) -> {
			Judgement before = HealthModel.judge(graph, evidence, Map.of());
			String name = "d" + random.nextInt(graph.components().size());
			HealthState was = evidence.get(name).state();
			Map<String, Evidence> worse = new HashMap<>(evidence);
			worse.put(name, is((was == HealthState.HEALTHY && random.nextBoolean()) ? HealthState.DEGRADED
					: HealthState.UNHEALTHY));
			Judgement after = HealthModel.judge(graph, worse, Map.of());
			assertThat(after.stamp().state().severity()).isGreaterThanOrEqualTo(before.stamp().state().severity());
			assertThat(after.stamp().routing()).isGreaterThanOrEqualTo(before.stamp().routing());
			for (int i = 0; i < before.flows().size(); i++) {
				assertThat(after.flows().get(i).state().severity())
					.isGreaterThanOrEqualTo(before.flows().get(i).state().severity());
				assertThat(after.flows().get(i).routing()).isGreaterThanOrEqualTo(before.flows().get(i).routing());
			}
		});
	}

	@Test
	void judgeGlobalEvidenceAloneNeverRefuses() {
		everyGraph((random, graph, evidence) -> {
			Map<String, Evidence> onlyGlobal = new HashMap<>(evidence);
			graph.components().values().forEach((component) -> {
				if (component.scope() != FailureScope.GLOBAL) {
					onlyGlobal.put(component.name(), Evidence.HEALTHY);
				}
			});
			assertThat(HealthModel.judge(graph, onlyGlobal, Map.of()).stamp().routing()).isEqualTo(Routing.ACCEPT);
		});
	}

	@Test
	void judgeUnknownAloneNeverRefuses() {
		everyGraph((random, graph, evidence) -> {
			Map<String, Evidence> unknown = new HashMap<>();
			evidence.keySet()
				.forEach((name) -> unknown.put(name, random.nextBoolean() ? Evidence.UNKNOWN : Evidence.HEALTHY));
			assertThat(HealthModel.judge(graph, unknown, Map.of()).stamp().routing()).isEqualTo(Routing.ACCEPT);
		});
	}

	@Test
	void judgeSuppressedChangesNothing() {
		everyGraph((random, graph, evidence) -> {
			List<UserFlow> suppressed = graph.flows()
				.stream()
				.map((flow) -> flow(flow.name(), flow.criticality(),
						flow.uses()
							.stream()
							.map((use) -> use(use.name(), Impact.SUPPRESSED))
							.toArray(UserFlow.Use[]::new)))
				.toList();
			HealthGraph quiet = new HealthGraph(graph.stamp(), graph.components(), graph.groups(), suppressed,
					List.of());
			assertThat(HealthModel.judge(quiet, evidence, Map.of()).stamp().state()).isEqualTo(HealthState.HEALTHY);
		});
	}

	@Test
	void judgeDoesNotDependOnOrder() {
		everyGraph((random, graph, evidence) -> {
			List<UserFlow> flows = new ArrayList<>();
			graph.flows().forEach((flow) -> {
				List<UserFlow.Use> uses = new ArrayList<>(flow.uses());
				Collections.shuffle(uses, random);
				flows.add(flow(flow.name(), flow.criticality(), uses.toArray(UserFlow.Use[]::new)));
			});
			Collections.shuffle(flows, random);
			HealthGraph shuffled = new HealthGraph(graph.stamp(), graph.components(), graph.groups(), flows,
					graph.unused());
			NodeHealth before = HealthModel.judge(graph, evidence, Map.of()).stamp();
			NodeHealth after = HealthModel.judge(shuffled, evidence, Map.of()).stamp();
			assertThat(after.routing()).isEqualTo(before.routing());
			assertThat(after.state().severity()).isEqualTo(before.state().severity());
		});
	}

	private static void everyGraph(Law law) {
		for (int seed = 0; seed < 3000; seed++) {
			Random random = new Random(seed);
			int size = 1 + random.nextInt(6);
			List<Component> components = new ArrayList<>();
			Map<String, Evidence> evidence = new HashMap<>();
			for (int i = 0; i < size; i++) {
				components.add(leaf("d" + i, any(random, FailureScope.values()), random.nextInt(4) == 0));
				evidence.put("d" + i, is(any(random, HealthState.values())));
			}
			Map<String, Group> groups = new HashMap<>();
			if (size > 2) {
				groups.put("g", new Group("g", List.of("d0", "d1", "d2"), 1 + random.nextInt(3)));
			}
			List<UserFlow> flows = new ArrayList<>();
			for (int i = 0; i < 1 + random.nextInt(3); i++) {
				List<UserFlow.Use> uses = new ArrayList<>();
				for (int j = 0; j < random.nextInt(4); j++) {
					String name = (size > 2 && random.nextInt(3) == 0) ? "g" : "d" + random.nextInt(size);
					uses.add(use(name, any(random, Impact.values())));
				}
				flows.add(flow("f" + i, any(random, Criticality.values()), uses.toArray(UserFlow.Use[]::new)));
			}
			law.check(random, graph(components, groups, flows), evidence);
		}
	}

	private static <T> T any(Random random, T[] values) {
		return values[random.nextInt(values.length)];
	}

	private static HealthGraph graph(List<Component> components, Map<String, Group> groups, List<UserFlow> flows) {
		Map<String, UserFlow> byName = new HashMap<>();
		flows.forEach((flow) -> byName.put(flow.name(), flow));
		Workload workload = new Workload(EMPTY.stamp(), Map.of(), groups, byName, EMPTY.health(), EMPTY.inbound());
		return HealthGraph.of(workload, components);
	}

	private static Component leaf(String name, FailureScope scope, boolean sibling) {
		Component adopted = Component.adopted(name, HealthCheck.Answer::up);
		return new Component(name, adopted.check(), adopted.policy(), scope, false, Impact.LIMITED, sibling);
	}

	private static UserFlow flow(String name, Criticality criticality, UserFlow.Use... uses) {
		return new UserFlow(name, criticality, List.of(uses), List.of(), null, SLI);
	}

	private static UserFlow.Use use(String name, Impact impact) {
		return new UserFlow.Use(name, impact);
	}

	private static Evidence is(HealthState state) {
		return new Evidence(state, true, null, null);
	}

	@FunctionalInterface
	private interface Law {

		void check(Random random, HealthGraph graph, Map<String, Evidence> evidence);

	}

}
