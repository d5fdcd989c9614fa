package io.alwayson.health;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BiFunction;

import io.alwayson.workload.Criticality;
import io.alwayson.workload.FailureScope;
import io.alwayson.workload.Impact;
import io.alwayson.workload.UserFlow;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The law of {@link HealthModel}, in any situation. Evidence is ordered: HEALTHY, then
 * DEGRADED and UNKNOWN, then UNHEALTHY that must not evict, then UNHEALTHY that may.
 * Health is ordered by severity, routing from ACCEPT to REFUSE.
 */
class HealthModelLawTests {

	private static final BiFunction<UserFlow, @Nullable Evidence, @Nullable Evidence> AS_IT_WAS = (flow, was) -> was;

	@Test
	void situationsAreNotAllAlike() {
		Map<String, Integer> seen = new LinkedHashMap<>();
		inAnySituation((random, situation) -> {
			Map<String, NodeHealth> judged = situation.judged();
			judged.values().forEach((node) -> count(seen, node.kind() + " " + node.state() + " " + node.routing()));
			if (!judged.get("STAMP").equals(judged.get("OWN"))) {
				count(seen, "siblings matter");
			}
			HealthGraph graph = situation.graph();
			graph.unused()
				.stream()
				.filter(graph.groups()::containsKey)
				.forEach((group) -> count(seen, "unused group " + graph.impactOnStamp(group)));
		});
		// A stamp is never UNKNOWN, and neither is a flow.
		assertThat(seen).hasSizeGreaterThanOrEqualTo(4 + 4 + 5 + 5 + 1 + 1)
			.allSatisfy((what, times) -> assertThat(times).as(what).isGreaterThan(100));
	}

	@Test
	void refusalByEvidenceImpliesUnhealthyAndWhatIsNotHealthyHasACause() {
		inAnySituation((random, situation) -> assertThat(situation.judged().values())
			.allMatch((node) -> node.routing() == Routing.ACCEPT || node.state() == HealthState.UNHEALTHY)
			.allMatch((node) -> (node.cause() == null) == (node.state() == HealthState.HEALTHY)));
	}

	@Test
	void whatWorsensImprovesNothing() {
		inAnySituation((random, situation) -> {
			Map<String, NodeHealth> before = situation.judged();
			situation.worsened(random).judged().forEach((name, after) -> {
				NodeHealth was = before.get(name);
				assertThat(after.state().severity()).as(name).isGreaterThanOrEqualTo(was.state().severity());
				assertThat(after.routing()).as(name).isGreaterThanOrEqualTo(was.routing());
			});
		});
	}

	@Test
	void orderOfTheDeclarationDoesNotMatter() {
		inAnySituation((random, situation) -> {
			Map<String, NodeHealth> before = situation.judged();
			Map<String, NodeHealth> after = situation.shuffled(random).judged();
			assertThat(after).hasSameSizeAs(before);
			after.forEach((name, node) -> assertThat(node).as(name)
				.returns(before.get(name).state(), NodeHealth::state)
				.returns(before.get(name).routing(), NodeHealth::routing));
		});
	}

	@Test
	void dependencyThatAFlowUsesSuppressedChangesNothing() {
		inAnySituation((random, situation) -> {
			if (!situation.flows().isEmpty()) {
				String flow = Situation.any(random, situation.flows()).name();
				assertNothingElseChanges(situation, "DEPENDENCY new",
						situation.with(random, anyComponent(random, Situation.any(random, Impact.values())))
							.with(random, flow, new UserFlow.Use("new", Impact.SUPPRESSED)));
			}
		});
	}

	@Test
	void dependencyThatNoFlowUsesAndTheStampHasSuppressedChangesNothing() {
		inAnySituation((random, situation) -> assertNothingElseChanges(situation, "DEPENDENCY new",
				situation.with(random, anyComponent(random, Impact.SUPPRESSED))));
	}

	@Test
	void suppressedUseOfWhatIsUsedAnywayChangesNothing() {
		inAnySituation((random, situation) -> {
			List<String> used = situation.flows()
				.stream()
				.flatMap((flow) -> flow.uses().stream())
				.map(UserFlow.Use::name)
				.toList();
			if (!used.isEmpty()) {
				assertNothingElseChanges(situation, null,
						situation.with(random, Situation.any(random, situation.flows()).name(),
								new UserFlow.Use(Situation.any(random, used), Impact.SUPPRESSED)));
			}
		});
	}

	@Test
	void flowOfLowCriticalityChangesNothing() {
		inAnySituation((random, situation) -> assertNothingElseChanges(situation, "FLOW new",
				situation.with(random,
						Situation.flow("new", Criticality.LOW,
								situation.flows()
									.stream()
									.flatMap((flow) -> flow.uses().stream())
									.filter((use) -> random.nextBoolean())
									.map((use) -> Situation.anyUse(random, use.name()))
									.toList()))));
	}

	/** Global evidence may be the worst, all other at most what must not evict. */
	@Test
	void globalEvidenceAloneNeverRefuses() {
		inAnySituation((random, situation) -> {
			Situation global = situation.mapped(
					(component, was) -> (component.scope() == FailureScope.GLOBAL) ? was : harmless(was),
					(flow, was) -> harmless(was));
			assertThat(global.judged())
				.allSatisfy((name, node) -> assertThat(node.routing()).isEqualTo(Routing.ACCEPT));
		});
	}

	/** Else a law that never refuses would keep all the others. */
	@Test
	void failureThatAMoveCuresRefusesWhateverElseIsKnown() {
		inAnySituation((random, situation) -> {
			Component dead = Situation.any(random, situation.components());
			Situation failed = situation.mapped((component, was) -> (component != dead) ? was
					: new Evidence(HealthState.UNHEALTHY, true, "CONNECT_FAILED", null), AS_IT_WAS);
			boolean refuses = dead.scope() != FailureScope.GLOBAL && failed.flows()
				.stream()
				.anyMatch((flow) -> flow.criticality() == Criticality.HIGH
						&& flow.uses().contains(new UserFlow.Use(dead.name(), Impact.STANDARD)));
			if (refuses) {
				assertThat(failed.judged().get("STAMP").routing()).isEqualTo(Routing.REFUSE);
			}
		});
	}

	@Test
	void ownIsTheVerdictAsIfAllSiblingsWereHealthy() {
		inAnySituation((random, situation) -> {
			NodeHealth own = situation.judged().get("OWN");
			assertThat(situation.mapped((component, was) -> component.sibling() ? Evidence.HEALTHY : was, AS_IT_WAS)
				.judged()).containsEntry("STAMP", own).containsEntry("OWN", own);
			assertThat(situation.mapped(
					(component, was) -> component.sibling() ? Situation.anyEvidence(random, HealthState.values()) : was,
					AS_IT_WAS)
				.judged()).containsEntry("OWN", own);
		});
	}

	private static void assertNothingElseChanges(Situation situation, @Nullable String added, Situation more) {
		Map<String, NodeHealth> after = new LinkedHashMap<>(more.judged());
		assertThat(added == null || after.remove(added) != null).isTrue();
		assertThat(after).isEqualTo(situation.judged());
	}

	private static Component anyComponent(Random random, Impact impactOnStamp) {
		return Situation.component("new", Situation.any(random, FailureScope.values()), impactOnStamp,
				random.nextBoolean());
	}

	private static @Nullable Evidence harmless(@Nullable Evidence evidence) {
		return (evidence == null) ? null : new Evidence(evidence.state(),
				evidence.evicts() && evidence.state() != HealthState.UNHEALTHY, null, null);
	}

	private static void count(Map<String, Integer> seen, String what) {
		seen.merge(what, 1, Integer::sum);
	}

	private static void inAnySituation(Law law) {
		for (long seed = 0; seed < 5000; seed++) {
			Random random = new Random(seed);
			Situation situation = Situation.any(random);
			try {
				law.check(random, situation);
			}
			catch (AssertionError ex) {
				throw new AssertionError("Seed " + seed + ": " + situation, ex);
			}
		}
	}

	@FunctionalInterface
	private interface Law {

		void check(Random random, Situation situation);

	}

}
