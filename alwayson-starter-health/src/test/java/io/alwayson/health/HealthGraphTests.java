package io.alwayson.health;

import java.util.List;
import java.util.stream.Stream;

import io.alwayson.workload.Workload;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link HealthGraph}.
 */
class HealthGraphTests {

	@Test
	void nodesTellTheEdgesAsDeclared() {
		Workload workload = Declaration.of("dependencies.db.type=jdbc", "dependencies.one.type=http",
				"dependencies.one.endpoint=http://one", "dependencies.one.probe-path=/", "dependencies.two.type=http",
				"dependencies.two.endpoint=http://two", "dependencies.two.probe-path=/",
				"groups.prices.members=one,two", "groups.prices.min-healthy=1", "flows.buy.uses=db,prices:limited",
				"flows.look.uses=db:suppressed", "flows.look.criticality=medium");
		List<Component> components = Stream
			.concat(workload.dependencies()
				.values()
				.stream()
				.map((dependency) -> Component.declared(dependency, HealthCheck.Answer::up)),
					Stream.of(Component.adopted("diskSpace", HealthCheck.Answer::up)))
			.toList();
		assertThat(HealthGraph.of(workload, components).nodes().stream().map(HealthGraphTests::words)).containsExactly(
				"STAMP local: FLOW buy STANDARD, FLOW look LIMITED, DEPENDENCY diskSpace LIMITED",
				"FLOW buy: DEPENDENCY db STANDARD, GROUP prices LIMITED", "FLOW look: DEPENDENCY db SUPPRESSED",
				"GROUP prices 1: DEPENDENCY one null, DEPENDENCY two null", "DEPENDENCY db STAMP: ",
				"DEPENDENCY one GLOBAL: ", "DEPENDENCY two GLOBAL: ", "DEPENDENCY diskSpace GLOBAL: ");
	}

	@Test
	void groupThatNoFlowUsesDoesToTheStampWhatItsMembersDeclare() {
		Workload workload = Declaration.of("dependencies.one.type=jdbc", "dependencies.two.type=jdbc",
				"dependencies.two.impact=standard", "dependencies.three.type=jdbc", "dependencies.four.type=jdbc",
				"dependencies.four.impact=suppressed", "groups.most.members=one,two", "groups.none.members=one,three",
				"groups.least.members=four");
		HealthGraph graph = HealthGraph.of(workload,
				workload.dependencies()
					.values()
					.stream()
					.map((dependency) -> Component.declared(dependency, HealthCheck.Answer::up))
					.toList());
		assertThat(words(graph.nodes().get(0)))
			.isEqualTo("STAMP local: GROUP most STANDARD, GROUP none LIMITED, GROUP least SUPPRESSED");
	}

	private static String words(GraphNode node) {
		String words = node.kind() + " " + node.name() + ((node.scope() != null) ? " " + node.scope() : "")
				+ ((node.minHealthy() != null) ? " " + node.minHealthy() : "");
		return words + ": " + String.join(", ",
				node.children().stream().map((edge) -> edge.kind() + " " + edge.name() + " " + edge.impact()).toList());
	}

}
