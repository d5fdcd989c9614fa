package io.alwayson.health;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

import io.alwayson.workload.FailureScope;
import io.alwayson.workload.FailureScope;
import io.alwayson.workload.Workload;
import io.alwayson.workload.context.DependencySignal;
import io.alwayson.workload.context.FlowOutcome;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MonitorRun} and {@link CheckLane}, in virtual time.
 */
class MonitorRunTests {

	/** Whether warm-up is over. */
	private final AtomicBoolean warm = new AtomicBoolean(true);

	private static final String[] ONE_FLOW = { "dependencies.db.type=custom", "dependencies.db.failure-scope=stamp",
			"flows.list.uses=db" };

	private final VirtualTimeline timeline = new VirtualTimeline();

	private final ScriptedDependency dependency = new ScriptedDependency(this.timeline);

	private final List<StampTransition> transitions = new ArrayList<>();

	private PublishedHealth published;

	private final KillSwitch killSwitch = new KillSwitch(null, Declaration.of().health().killSwitch());

	private FlowSignals flowSignals;

	private DependencySignals dependencySignals;

	@Test
	void startWhenNothingIsDeclaredAcceptsAtOnce() {
		run();
		pass(Duration.ZERO);
		assertThat(verdict().status()).isEqualTo(HealthState.HEALTHY);
		assertThat(this.published.answer().status()).isEqualTo(200);
		assertThat(verdict().ready()).isTrue();
	}

	@Test
	void startRefusesAsStartingUntilTheFirstSuccess() {
		run(ONE_FLOW);
		pass(Duration.ofMillis(10));
		assertThat(verdict().routing()).isEqualTo(Routing.REFUSE);
		assertThat(verdict().routingReason()).isEqualTo(RoutingReason.STARTING);
		assertThat(verdict().ready()).isFalse();
		pass(Duration.ofMillis(10));
		assertThat(verdict().status()).isEqualTo(HealthState.HEALTHY);
		assertThat(verdict().routingReason()).isNull();
		assertThat(verdict().ready()).isTrue();
		assertThat(this.published.answer().status()).isEqualTo(200);
	}

	@Test
	void startWaitsForWarmUpNoLongerThanForTheFirstRound() {
		this.warm.set(false);
		run(ONE_FLOW);
		pass(Duration.ofSeconds(5));
		assertThat(verdict().routingReason()).isEqualTo(RoutingReason.STARTING);
		assertThat(verdict().status()).isEqualTo(HealthState.HEALTHY);
		this.warm.set(true);
		pass(Duration.ofSeconds(1));
		assertThat(verdict().routingReason()).isNull();
		assertThat(verdict().ready()).isTrue();
	}

	@Test
	void startWithoutAnEndOfWarmUpGoesOnAtTheBound() {
		this.warm.set(false);
		run(ONE_FLOW);
		pass(Duration.ofMillis(14_900));
		assertThat(verdict().ready()).isFalse();
		pass(Duration.ofMillis(200));
		assertThat(verdict().ready()).isTrue();
	}

	@Test
	void startWhenDependencyIsDownRepeatsAtRetryIntervalAndRefusesByEvidence() {
		this.dependency.answers(HealthCheck.Answer.down("CONNECT_FAILED"));
		run(ONE_FLOW);
		pass(Duration.ofMillis(4030));
		assertThat(verdict().routingReason()).isEqualTo(RoutingReason.STARTING);
		pass(Duration.ofMillis(50));
		assertThat(this.dependency.runs).isEqualTo(3);
		assertThat(verdict().status()).isEqualTo(HealthState.UNHEALTHY);
		assertThat(verdict().routing()).isEqualTo(Routing.REFUSE);
		assertThat(verdict().routingReason()).isNull();
		assertThat(verdict().cause()).isEqualTo("list UNHEALTHY <- db CONNECT_FAILED since 12:00:00Z");
		assertThat(verdict().ready()).isTrue();
	}

	@Test
	void startWhenTheBoundIsReachedWithFewerFailuresCountsAsDown() {
		this.dependency.hangs(false);
		run("dependencies.db.type=custom", "dependencies.db.failure-scope=stamp", "flows.list.uses=db",
				"dependencies.db.health.timeout=10s");
		pass(Duration.ofSeconds(14));
		assertThat(verdict().routingReason()).isEqualTo(RoutingReason.STARTING);
		pass(Duration.ofSeconds(1));
		assertThat(verdict().routingReason()).isNull();
		assertThat(verdict().status()).isEqualTo(HealthState.UNHEALTHY);
		assertThat(verdict().cause()).contains("db TIMEOUT");
	}

	@Test
	void failureIsSeenAfterThreeResultsAndRecoveryAfterTwo() {
		healthy(ONE_FLOW);
		this.dependency.answers(HealthCheck.Answer.down("CONNECT_FAILED"));
		// After the last good result: interval + 2 x retry-interval + 3 x duration.
		pass(Duration.ofMillis(20 + 14_060 - 1));
		assertThat(verdict().routing()).isEqualTo(Routing.ACCEPT);
		pass(Duration.ofMillis(1));
		assertThat(verdict().routing()).isEqualTo(Routing.REFUSE);
		this.dependency.answers(HealthCheck.Answer.up());
		pass(Duration.ofMillis(4_040));
		assertThat(verdict().status()).isEqualTo(HealthState.HEALTHY);
		assertThat(this.transitions).filteredOn((it) -> it.node().kind() == NodeHealth.Kind.STAMP)
			.extracting((it) -> it.node().state())
			.containsExactly(HealthState.HEALTHY, HealthState.UNHEALTHY, HealthState.HEALTHY);
	}

	@Test
	void oneFailureChangesNothing() {
		healthy(ONE_FLOW);
		this.dependency.answers(HealthCheck.Answer.down("ERROR"));
		int runs = this.dependency.runs;
		while (this.dependency.runs == runs) {
			pass(Duration.ofMillis(100));
		}
		this.dependency.answers(HealthCheck.Answer.up());
		pass(Duration.ofSeconds(60));
		assertThat(this.transitions).hasSize(3);
		assertThat(verdict().checks().get(0).reason()).isNull();
	}

	@Test
	void slowCheckDegrades() {
		healthy(ONE_FLOW);
		this.dependency.takes(Duration.ofMillis(1600));
		pass(Duration.ofSeconds(40));
		assertThat(verdict().status()).isEqualTo(HealthState.DEGRADED);
		assertThat(verdict().routing()).isEqualTo(Routing.ACCEPT);
		assertThat(verdict().cause()).contains("db SLOW");
	}

	@Test
	void stuckCheckCountsAsAFailureInEachTurn() {
		healthy(ONE_FLOW);
		this.dependency.hangs(true);
		// After the last good result: interval + timeout + 2 x retry-interval.
		pass(Duration.ofMillis(20 + 17_000));
		assertThat(verdict().routing()).isEqualTo(Routing.REFUSE);
		assertThat(verdict().checks().get(0).reason()).isEqualTo("STUCK");
		assertThat(this.dependency.threads).isEqualTo(1);
	}

	@Test
	void stuckCheckNeverHoldsMoreThanTwoThreads() {
		healthy(ONE_FLOW);
		this.dependency.hangs(true);
		pass(Duration.ofHours(24));
		assertThat(this.dependency.mostThreads).isEqualTo(2);
		assertThat(verdict().routing()).isEqualTo(Routing.REFUSE);
	}

	@Test
	void stuckCheckWhoseReplacementsFailRunsOneAMinute() {
		healthy(ONE_FLOW);
		this.dependency.hangs(true);
		pass(Duration.ofSeconds(20));
		int runs = this.dependency.runs;
		this.dependency.answers(HealthCheck.Answer.down("ERROR"));
		pass(Duration.ofMinutes(10));
		assertThat(this.dependency.runs - runs).isBetween(9, 11);
	}

	@Test
	void checkWhoseRunsHangForEverSaysThatOnlyARestartHelps() {
		healthy(ONE_FLOW);
		this.dependency.hangs(true);
		pass(Duration.ofSeconds(30));
		assertThat(verdict().cause()).contains("db STUCK since");
		pass(Duration.ofSeconds(30));
		assertThat(verdict().cause()).contains("db HUNG since");
		assertThat(this.dependency.threads).isEqualTo(2);
		this.dependency.answers(HealthCheck.Answer.up());
		this.dependency.releaseHanging();
		pass(Duration.ofSeconds(10));
		assertThat(verdict().status()).isEqualTo(HealthState.HEALTHY);
	}

	@Test
	void oneFailureBeforeTheBoundOfAFirstRoundThatIsOverMovesNoTraffic() {
		this.dependency.answers(HealthCheck.Answer.inconclusive("NO_CONTAINER"));
		run(ONE_FLOW);
		pass(Duration.ofSeconds(9));
		assertThat(verdict().routing()).isEqualTo(Routing.ACCEPT);
		int runs = this.dependency.runs;
		this.dependency.answers(HealthCheck.Answer.down("HTTP_503"));
		while (this.dependency.runs == runs) {
			pass(Duration.ofMillis(100));
		}
		this.dependency.answers(HealthCheck.Answer.inconclusive("NO_CONTAINER"));
		pass(Duration.ofSeconds(10));
		assertThat(verdict().routing()).isEqualTo(Routing.ACCEPT);
	}

	@Test
	void stuckCheckDoesNotStayRedAfterItsDependencyRecovered() {
		healthy(ONE_FLOW);
		this.dependency.hangs(true);
		pass(Duration.ofSeconds(30));
		assertThat(verdict().routing()).isEqualTo(Routing.REFUSE);
		this.dependency.answers(HealthCheck.Answer.up());
		pass(Duration.ofSeconds(20));
		assertThat(verdict().status()).isEqualTo(HealthState.HEALTHY);
		pass(Duration.ofMinutes(5));
		assertThat(verdict().status()).isEqualTo(HealthState.HEALTHY);
		assertThat(this.dependency.threads).isEqualTo(1);
		this.dependency.releaseHanging();
		pass(Duration.ofMinutes(5));
		assertThat(this.dependency.threads).isZero();
		assertThat(verdict().status()).isEqualTo(HealthState.HEALTHY);
	}

	@Test
	void inconclusiveKeepsTheStateUntilItIsStale() {
		healthy(ONE_FLOW);
		this.dependency.answers(HealthCheck.Answer.inconclusive("SKIPPED"));
		pass(Duration.ofSeconds(22));
		assertThat(verdict().status()).isEqualTo(HealthState.HEALTHY);
		pass(Duration.ofSeconds(13));
		assertThat(verdict().status()).isEqualTo(HealthState.UNHEALTHY);
		assertThat(verdict().cause()).contains("db STALE since 12:00:");
		assertThat(verdict().routing()).isEqualTo(Routing.ACCEPT);
	}

	@Test
	void inconclusiveFromTheStartIsUnknownAndDoesNotRefuse() {
		this.dependency.answers(HealthCheck.Answer.inconclusive("SKIPPED"));
		run(ONE_FLOW);
		pass(Duration.ofMinutes(5));
		assertThat(verdict().status()).isEqualTo(HealthState.DEGRADED);
		assertThat(verdict().checks().get(0).status()).isEqualTo(HealthState.UNKNOWN);
		assertThat(this.published.answer().status()).isEqualTo(200);
	}

	@Test
	void silentMonitorIsOutdatedAfterMaxAge() {
		healthy(ONE_FLOW);
		this.timeline.passSilently(Duration.ofSeconds(33));
		assertThat(this.published.answer().status()).isEqualTo(200);
		this.timeline.passSilently(Duration.ofNanos(1));
		assertThat(this.published.answer().status()).isEqualTo(503);
		assertThat(verdict().routingReason()).isEqualTo(RoutingReason.OUTDATED);
		assertThat(verdict().status()).isEqualTo(HealthState.HEALTHY);
		pass(Duration.ofSeconds(40));
		assertThat(this.published.answer().status()).isEqualTo(200);
	}

	@Test
	void globalDependencyDownStaysInRotation() {
		run("dependencies.db.type=custom", "dependencies.db.failure-scope=global", "flows.list.uses=db");
		pass(Duration.ofSeconds(1));
		this.dependency.answers(HealthCheck.Answer.down("CONNECT_FAILED"));
		pass(Duration.ofSeconds(20));
		assertThat(this.published.answer().status()).isEqualTo(200);
		assertThat(verdict().status()).isEqualTo(HealthState.UNHEALTHY);
		assertThat(verdict().flows().get(0).state()).isEqualTo(HealthState.UNHEALTHY);
	}

	@Test
	void checksSpreadAndKeepTheirInterval() {
		healthy(ONE_FLOW);
		int runs = this.dependency.runs;
		pass(Duration.ofSeconds(1000));
		assertThat(this.dependency.runs - runs).isBetween(99, 112);
	}

	@Test
	void drainKeepsTheVerdictUnlessToldToRefuse() {
		MonitorRun run = healthy(ONE_FLOW);
		run.drain();
		pass(Duration.ofSeconds(2));
		assertThat(verdict().routingReason()).isEqualTo(RoutingReason.DRAIN);
		assertThat(verdict().status()).isEqualTo(HealthState.HEALTHY);
	}

	@Test
	void flowThatFailsDegradesAndThenIsUnhealthyWithoutEvicting() {
		healthy(ONE_FLOW);
		outcomes(94, 6);
		pass(Duration.ofSeconds(1));
		assertThat(verdict().status()).isEqualTo(HealthState.DEGRADED);
		outcomes(0, 100);
		pass(Duration.ofSeconds(1));
		assertThat(verdict().status()).isEqualTo(HealthState.UNHEALTHY);
		assertThat(verdict().cause()).startsWith("list UNHEALTHY <- ERROR_RATE since ");
		assertThat(this.published.answer().status()).isEqualTo(200);
		pass(Duration.ofSeconds(60));
		assertThat(verdict().status()).isEqualTo(HealthState.HEALTHY);
	}

	@Test
	void flowWithTooLittleTrafficIsNoSignal() {
		healthy(ONE_FLOW);
		outcomes(0, 49);
		pass(Duration.ofSeconds(2));
		assertThat(verdict().status()).isEqualTo(HealthState.HEALTHY);
	}

	@Test
	void signalDegradesUntilItIsOver() {
		healthy(ONE_FLOW);
		this.dependencySignals
			.onDependencySignal(new DependencySignal("db", "CIRCUIT_OPEN", this.timeline.instant().plusSeconds(5)));
		pass(Duration.ofSeconds(1));
		assertThat(verdict().status()).isEqualTo(HealthState.DEGRADED);
		assertThat(verdict().cause()).contains("db CIRCUIT_OPEN");
		assertThat(this.published.answer().status()).isEqualTo(200);
		pass(Duration.ofSeconds(6));
		assertThat(verdict().status()).isEqualTo(HealthState.HEALTHY);
	}

	@Test
	void localMustHaveHoldsReadinessAndNotTheVerdict() {
		this.dependency.answers(HealthCheck.Answer.down("ERROR"));
		run("dependencies.disk.type=custom", "dependencies.disk.failure-scope=stamp", "health.readiness=disk");
		pass(Duration.ofSeconds(20));
		assertThat(verdict().ready()).isFalse();
		assertThat(verdict().unready()).containsExactly("disk");
		assertThat(this.published.answer().status()).isEqualTo(200);
		this.dependency.answers(HealthCheck.Answer.up());
		pass(Duration.ofSeconds(5));
		assertThat(verdict().ready()).isTrue();
		assertThat(verdict().unready()).isEmpty();
	}

	@Test
	void costIsShownAndABrokenOneStopsNoCheck() {
		healthy(ONE_FLOW);
		assertThat(verdict().checks().get(0).cost().month()).isEqualTo(ProbeCost.requests(259_200));
		HealthCheck broken = new HealthCheck() {
			@Override
			public Answer check() {
				return Answer.up();
			}

			@Override
			public ProbeCost cost() {
				throw new IllegalStateException("on purpose");
			}
		};
		Component component = Component.adopted("broken", broken);
		CheckLane lane = new CheckLane(component, broken, this.timeline, this.dependency, () -> 0,
				new CallSignals(Declaration.of()), (changed) -> {
				}, (spared) -> {
				});
		lane.turn();
		pass(Duration.ofSeconds(1));
		assertThat(lane.evidence().state()).isEqualTo(HealthState.HEALTHY);
	}

	@Test
	void checkWhoseSideWordsAreBrokenIsRunAllTheSame() {
		HealthCheck broken = new HealthCheck() {
			@Override
			public Answer check() {
				return Answer.up();
			}

			@Override
			public Proof proves() {
				throw new AssertionError("on purpose");
			}

			@Override
			public FailureScope scope() {
				throw new AssertionError("on purpose");
			}

			@Override
			public ProbeCost cost() {
				throw new AssertionError("on purpose");
			}
		};
		Component component = Component.adopted("broken", broken);
		CheckLane lane = new CheckLane(component, broken, this.timeline, this.dependency, () -> 0,
				new CallSignals(Declaration.of()), (changed) -> {
				}, (spared) -> {
				});
		lane.turn();
		int runs = this.dependency.runs;
		pass(Duration.ofSeconds(30));
		assertThat(this.dependency.runs).isGreaterThan(runs + 1);
		assertThat(component.rescoped()).isSameAs(component);
	}

	@Test
	void reasonThatIsNoCodeIsShownToNobody() {
		healthy(ONE_FLOW);
		this.dependency.answers(HealthCheck.Answer.down("password=secret\nof admin"));
		pass(Duration.ofSeconds(20));
		assertThat(verdict().cause()).contains("db ERROR since");
		assertThat(new String(this.published.answer().body(), StandardCharsets.UTF_8)).doesNotContain("secret");
	}

	@Test
	void listenerThatThrowsHarmsNobody() {
		Workload workload = Declaration.of(ONE_FLOW);
		prepare(workload);
		StampHealthListener broken = new StampHealthListener() {
			@Override
			public void onCheck(String component, CheckResult result) {
				throw new AssertionError("on purpose");
			}
		};
		monitor(workload, List.of(broken)).start();
		pass(Duration.ofSeconds(1));
		assertThat(verdict().status()).isEqualTo(HealthState.HEALTHY);
	}

	@Test
	void oneFailureOfAnotherKindMovesNoTraffic() {
		healthy(ONE_FLOW);
		HealthCheck.Answer stays = new HealthCheck.Answer(CheckResult.Status.DOWN, "UNHEALTHY", false);
		this.dependency.answers(stays);
		pass(Duration.ofSeconds(30));
		assertThat(verdict().status()).isEqualTo(HealthState.UNHEALTHY);
		assertThat(verdict().routing()).isEqualTo(Routing.ACCEPT);
		this.dependency.answers(HealthCheck.Answer.down("TIMEOUT"));
		pass(Duration.ofMillis(4_000));
		assertThat(verdict().routing()).isEqualTo(Routing.ACCEPT);
		this.dependency.answers(stays);
		pass(Duration.ofSeconds(10));
		this.dependency.answers(HealthCheck.Answer.down("TIMEOUT"));
		pass(Duration.ofMillis(6_100));
		assertThat(verdict().routing()).isEqualTo(Routing.REFUSE);
		this.dependency.answers(stays);
		pass(Duration.ofMillis(4_100));
		assertThat(verdict().status()).isEqualTo(HealthState.UNHEALTHY);
		assertThat(verdict().routing()).isEqualTo(Routing.ACCEPT);
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 4, 8, 16, 30 })
	void dependencyThatFlapsForTenMinutesPublishesAtMostThreeTransitions(int seconds) {
		healthy(ONE_FLOW);
		this.transitions.clear();
		flap(Duration.ofSeconds(seconds), Duration.ofMinutes(10));
		for (NodeHealth.Kind kind : new NodeHealth.Kind[] { NodeHealth.Kind.DEPENDENCY, NodeHealth.Kind.FLOW,
				NodeHealth.Kind.STAMP }) {
			assertThat(this.transitions).filteredOn((it) -> it.node().kind() == kind).hasSizeLessThanOrEqualTo(3);
		}
		// It does not latch: 60 s without a failure, and the time of the checks.
		this.dependency.answers(HealthCheck.Answer.up());
		pass(Duration.ofSeconds(60 + 2 + 10));
		assertThat(verdict().status()).isEqualTo(HealthState.HEALTHY);
	}

	@Test
	void dependencyThatFlapsIsRefusedAndSaysSo() {
		healthy(ONE_FLOW);
		flap(Duration.ofSeconds(8), Duration.ofMinutes(5));
		this.dependency.answers(HealthCheck.Answer.up());
		pass(Duration.ofSeconds(10));
		assertThat(verdict().routing()).isEqualTo(Routing.REFUSE);
		assertThat(verdict().cause()).contains("db FLAPPING since");
	}

	@Test
	void deathAfterFlappingIsSeenAsFastAsAnyOther() {
		healthy(ONE_FLOW);
		flap(Duration.ofSeconds(8), Duration.ofMinutes(5));
		this.dependency.answers(HealthCheck.Answer.up());
		pass(Duration.ofSeconds(75));
		assertThat(verdict().routing()).isEqualTo(Routing.ACCEPT);
		this.dependency.answers(HealthCheck.Answer.down("CONNECT_FAILED"));
		pass(Duration.ofMillis(20 + 14_060));
		assertThat(verdict().routing()).isEqualTo(Routing.REFUSE);
	}

	@Test
	void slownessBeforeDeathDoesNotHoldTheFirstRecovery() {
		healthy(ONE_FLOW);
		this.dependency.takes(Duration.ofMillis(1600));
		pass(Duration.ofSeconds(40));
		assertThat(verdict().status()).isEqualTo(HealthState.DEGRADED);
		this.dependency.answers(HealthCheck.Answer.down("CONNECT_FAILED"));
		pass(Duration.ofSeconds(30));
		assertThat(verdict().status()).isEqualTo(HealthState.UNHEALTHY);
		this.dependency.takes(Duration.ofMillis(20));
		this.dependency.answers(HealthCheck.Answer.up());
		pass(Duration.ofSeconds(7));
		assertThat(verdict().status()).isEqualTo(HealthState.HEALTHY);
	}

	private void flap(Duration half, Duration time) {
		boolean up = false;
		for (Duration passed = Duration.ZERO; passed.compareTo(time) < 0; passed = passed.plus(half)) {
			this.dependency.answers(up ? HealthCheck.Answer.up() : HealthCheck.Answer.down("CONNECT_FAILED"));
			up = !up;
			pass(half);
		}
	}

	@Test
	void theScopeThatACheckFindsDecidesFromThenOn() {
		AtomicReference<FailureScope> found = new AtomicReference<>();
		runWithScope(found, "dependencies.db.type=cosmos", "dependencies.db.endpoint=https://db.invalid",
				"dependencies.db.database=db", "flows.list.uses=db");
		this.dependency.answers(HealthCheck.Answer.down("HTTP_503"));
		pass(Duration.ofSeconds(20));
		assertThat(verdict().status()).isEqualTo(HealthState.UNHEALTHY);
		assertThat(verdict().routing()).isEqualTo(Routing.ACCEPT);
		assertThat(scope()).isEqualTo(FailureScope.GLOBAL);
		found.set(FailureScope.REGIONAL);
		pass(Duration.ofSeconds(3));
		assertThat(verdict().routing()).isEqualTo(Routing.REFUSE);
		assertThat(scope()).isEqualTo(FailureScope.REGIONAL);
		found.set(null);
		pass(Duration.ofSeconds(3));
		assertThat(scope()).isEqualTo(FailureScope.REGIONAL);
	}

	@Test
	void aDeclaredScopeIsNotChangedByWhatACheckFinds() {
		runWithScope(new AtomicReference<>(FailureScope.REGIONAL), "dependencies.db.type=cosmos",
				"dependencies.db.endpoint=https://db.invalid", "dependencies.db.database=db",
				"dependencies.db.failure-scope=global", "flows.list.uses=db");
		this.dependency.answers(HealthCheck.Answer.down("HTTP_503"));
		pass(Duration.ofSeconds(20));
		assertThat(verdict().status()).isEqualTo(HealthState.UNHEALTHY);
		assertThat(verdict().routing()).isEqualTo(Routing.ACCEPT);
		assertThat(scope()).isEqualTo(FailureScope.GLOBAL);
	}

	private FailureScope scope() {
		return verdict().graph()
			.stream()
			.filter((node) -> node.kind() == NodeHealth.Kind.DEPENDENCY)
			.findFirst()
			.orElseThrow()
			.scope();
	}

	private void runWithScope(AtomicReference<FailureScope> found, String... declaration) {
		Workload workload = Declaration.of(declaration);
		prepare(workload);
		HealthCheck check = new HealthCheck() {

			@Override
			public Answer check() {
				return Answer.up();
			}

			@Override
			public @Nullable FailureScope scope() {
				return found.get();
			}

		};
		monitor(workload, List.of(Component.declared(workload.dependencies().get("db"), check)), List.of()).start();
	}

	private MonitorRun healthy(String... declaration) {
		MonitorRun run = run(declaration);
		pass(Duration.ofMillis(20));
		assertThat(verdict().status()).isEqualTo(HealthState.HEALTHY);
		return run;
	}

	private MonitorRun run(String... declaration) {
		Workload workload = Declaration.of(declaration);
		prepare(workload);
		MonitorRun run = monitor(workload, List.of(new StampHealthListener() {
			@Override
			public void onTransition(StampTransition transition) {
				MonitorRunTests.this.transitions.add(transition);
			}
		}));
		run.start();
		return run;
	}

	private void prepare(Workload workload) {
		this.published = new PublishedHealth(workload.stamp().id(), this.timeline::instant, this.timeline::nanoTime);
		this.flowSignals = new FlowSignals(workload);
		this.dependencySignals = new DependencySignals(workload, this.timeline::instant, this.timeline::nanoTime);
	}

	private MonitorRun monitor(Workload workload, List<StampHealthListener> listeners) {
		List<Component> components = workload.dependencies()
			.values()
			.stream()
			.map((it) -> Component.declared(it, HealthCheck.Answer::up))
			.toList();
		return monitor(workload, components, listeners);
	}

	private MonitorRun monitor(Workload workload, List<Component> components, List<StampHealthListener> listeners) {
		return new MonitorRun(workload, components, this.flowSignals, this.dependencySignals, new CallSignals(workload),
				this.published, this.killSwitch, listeners, this.warm::get, this.timeline, this.dependency, () -> 0);
	}

	private void outcomes(int good, int bad) {
		for (int i = 0; i < good; i++) {
			this.flowSignals.onFlowOutcome(new FlowOutcome("list", true, Duration.ofMillis(5)));
		}
		for (int i = 0; i < bad; i++) {
			this.flowSignals.onFlowOutcome(new FlowOutcome("list", false, Duration.ofMillis(5)));
		}
	}

	private StampHealth verdict() {
		return this.published.verdict();
	}

	private void pass(Duration time) {
		this.timeline.pass(time);
	}

}
