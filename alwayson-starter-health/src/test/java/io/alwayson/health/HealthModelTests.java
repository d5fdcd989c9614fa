package io.alwayson.health;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.alwayson.workload.Criticality;
import io.alwayson.workload.FailureScope;
import io.alwayson.workload.Group;
import io.alwayson.workload.Impact;
import io.alwayson.workload.UserFlow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link HealthModel}.
 */
class HealthModelTests {

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
		Judgement judged = HealthModel.judge(HealthGraph.of(Declaration.of(), List.of()), Map.of(), Map.of());
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

	private static HealthGraph graph(List<Component> components, Map<String, Group> groups, List<UserFlow> flows) {
		return new Situation(components, List.copyOf(groups.values()), flows, Map.of(), Map.of()).graph();
	}

	private static Component leaf(String name, FailureScope scope, boolean sibling) {
		return Situation.component(name, scope, Impact.LIMITED, sibling);
	}

	private static UserFlow flow(String name, Criticality criticality, UserFlow.Use... uses) {
		return Situation.flow(name, criticality, List.of(uses));
	}

	private static UserFlow.Use use(String name, Impact impact) {
		return new UserFlow.Use(name, impact);
	}

	private static Evidence is(HealthState state) {
		return new Evidence(state, true, null, null);
	}

}
