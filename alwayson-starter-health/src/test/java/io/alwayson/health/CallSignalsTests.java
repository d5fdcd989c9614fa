package io.alwayson.health;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

import io.alwayson.workload.Dependency;
import io.alwayson.workload.Workload;
import io.alwayson.workload.context.CallOutcome;
import io.alwayson.workload.context.CallOutcome.Operation;
import io.alwayson.workload.context.CallOutcome.Result;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CallSignals} and what {@link CheckLane} makes of them, in virtual
 * time.
 */
class CallSignalsTests {

	private static final Proof WEST = Proof.of(Operation.READ).in("westeurope");

	private static final Outcome GOOD = new Outcome(Operation.READ, "West Europe", Result.SUCCESS, 5, false, false);

	private final VirtualTimeline timeline = new VirtualTimeline();

	private final ScriptedDependency dependency = new ScriptedDependency(this.timeline);

	private PublishedHealth published;

	private CallSignals calls;

	private int spared;

	/** What calls come to, one after the other; every 50 ms. */
	private List<Outcome> outcomes = List.of();

	private int next;

	@BeforeEach
	void callEvery50ms() {
		this.timeline.schedule(Duration.ofMillis(50), this::callEvery50ms);
		if (!this.outcomes.isEmpty()) {
			Outcome outcome = this.outcomes.get(this.next++ % this.outcomes.size());
			this.calls.onCallOutcome(new CallOutcome("db", outcome.operation, outcome.region, outcome.result,
					Duration.ofMillis(outcome.millis), 1, "alwayson", outcome.hedge, outcome.refusal));
		}
	}

	@Test
	void callsThatProveTheSameSpareTheProbe() {
		start(WEST);
		this.outcomes = List.of(GOOD);
		pass(Duration.ofSeconds(20));
		int runs = this.dependency.runs;
		pass(Duration.ofMinutes(60));
		assertThat(this.dependency.runs).isEqualTo(runs);
		assertThat(state()).isEqualTo(HealthState.HEALTHY);
		assertThat(this.spared).isBetween(360, 520);
		assertThat(this.published.verdict().checks().get(0).cost().spared()).isEqualTo(this.spared);
	}

	@Test
	void aCheckThatSaysNothingOfCallsIsAlwaysRun() {
		start(Proof.NOTHING);
		this.outcomes = List.of(GOOD);
		assertProbed();
	}

	@Test
	void aDeadPinnedRegionWithHedgedSuccessesDoesNotStayUp() {
		for (Outcome hedged : List.of(GOOD.hedged(), GOOD.from("North Europe"), GOOD.from("North Europe").hedged(),
				GOOD.from(null))) {
			start(WEST);
			// Some are still answered by the pinned region, far more than 20 of them.
			this.outcomes = List.of(hedged, GOOD, GOOD);
			pass(Duration.ofSeconds(30));
			this.dependency.answers(HealthCheck.Answer.down("CONNECT_FAILED"));
			pass(Duration.ofMillis(14_060));
			assertThat(state()).as(hedged.toString()).isEqualTo(HealthState.UNHEALTHY);
			this.dependency.answers(HealthCheck.Answer.up());
		}
	}

	@Test
	void anUnpinnedCheckTakesAnyRegionButNoHedge() {
		start(Proof.of(Operation.READ));
		this.outcomes = List.of(GOOD.from(null), GOOD.from("North Europe"));
		pass(Duration.ofMinutes(1));
		assertThat(this.spared).isPositive();
		this.outcomes = List.of(GOOD.hedged());
		pass(Duration.ofSeconds(20));
		this.spared = 0;
		assertProbed();
	}

	@Test
	void otherOperationsFailuresRefusalsAndSlownessDoNotSpareIt() {
		start(WEST);
		this.outcomes = List.of(new Outcome(Operation.WRITE, "West Europe", Result.SUCCESS, 5, false, false));
		assertProbed();
		// Twenty a second: more than one in a hundred.
		this.outcomes = IntStream.range(0, 50).mapToObj((i) -> (i == 7) ? GOOD.with(Result.TIMEOUT) : GOOD).toList();
		assertProbed();
		this.outcomes = List.of(GOOD.refused());
		assertProbed();
		this.outcomes = List.of(new Outcome(Operation.READ, "West Europe", Result.SUCCESS, 1501, false, false));
		assertProbed();
	}

	@Test
	void lowTrafficIsProbed() {
		start(WEST);
		this.outcomes = IntStream.range(0, 11).mapToObj((i) -> (i == 7) ? GOOD : GOOD.with(Result.REJECTED)).toList();
		assertProbed();
	}

	@Test
	void rejectedAndCancelledCallsSayNothing() {
		start(WEST);
		this.outcomes = List.of(GOOD, GOOD.with(Result.REJECTED), GOOD.with(Result.CANCELLED));
		pass(Duration.ofMinutes(1));
		assertThat(this.spared).isPositive();
		this.outcomes = List.of(GOOD.with(Result.REJECTED), GOOD.with(Result.CANCELLED));
		pass(Duration.ofSeconds(10));
		assertThat(state()).isEqualTo(HealthState.HEALTHY);
		this.spared = 0;
		assertProbed();
	}

	@Test
	void recoveryNeedsRealProbes() {
		start(WEST);
		this.dependency.answers(HealthCheck.Answer.down("CONNECT_FAILED"));
		pass(Duration.ofSeconds(20));
		assertThat(state()).isEqualTo(HealthState.UNHEALTHY);
		this.outcomes = List.of(GOOD);
		pass(Duration.ofMinutes(10));
		assertThat(state()).isEqualTo(HealthState.UNHEALTHY);
		assertThat(this.spared).isZero();
		this.dependency.answers(HealthCheck.Answer.up());
		pass(Duration.ofMillis(4_040));
		assertThat(state()).isEqualTo(HealthState.HEALTHY);
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 700, 1700, 3300, 5100, 7900, 9300, 9990 })
	void sparedProbesDoNotDelayDetection(int offset) {
		start(WEST);
		this.outcomes = List.of(GOOD);
		pass(Duration.ofSeconds(60).plusMillis(offset));
		assertThat(this.spared).isPositive();
		// From one moment to the next everything hangs, calls too.
		this.outcomes = List.of();
		this.dependency.hangs(false);
		pass(Duration.ofSeconds(10 + 2 * 2 + 3 * 3));
		assertThat(state()).isEqualTo(HealthState.UNHEALTHY);
	}

	@Test
	void failingCallsDegradeAndNeverEvict() {
		start(WEST);
		this.outcomes = List.of(GOOD.with(Result.FAILURE), GOOD.with(Result.TIMEOUT), GOOD);
		pass(Duration.ofSeconds(4));
		StampHealth verdict = this.published.verdict();
		assertThat(verdict.status()).isEqualTo(HealthState.DEGRADED);
		assertThat(verdict.routing()).isEqualTo(Routing.ACCEPT);
		assertThat(verdict.cause()).startsWith("list DEGRADED <- db CALLS_FAILING since 12:00:0");
		pass(Duration.ofMinutes(5));
		assertThat(this.published.verdict().routing()).isEqualTo(Routing.ACCEPT);
		assertThat(this.spared).isZero();
		this.outcomes = List.of(GOOD, GOOD, GOOD.with(Result.FAILURE));
		pass(Duration.ofSeconds(11));
		assertThat(state()).isEqualTo(HealthState.HEALTHY);
	}

	@Test
	void regionsThatAClientMakesUpAreBounded() {
		start(WEST);
		for (int i = 0; i < 10_000; i++) {
			this.calls
				.onCallOutcome(new CallOutcome("db", Operation.READ, "region-" + i, Result.SUCCESS, Duration.ZERO));
		}
		this.outcomes = List.of(GOOD);
		assertProbed();
	}

	private void assertProbed() {
		int runs = this.dependency.runs;
		int before = this.spared;
		pass(Duration.ofSeconds(100));
		assertThat(this.dependency.runs - runs).isBetween(9, 12);
		assertThat(this.spared).isEqualTo(before);
	}

	private void start(Proof proof) {
		Workload workload = Declaration.of("dependencies.db.type=custom", "dependencies.db.failure-scope=stamp",
				"flows.list.uses=db");
		this.published = new PublishedHealth(workload.stamp().id(), this.timeline::instant, this.timeline::nanoTime);
		this.calls = new CallSignals(workload);
		this.spared = 0;
		Dependency db = workload.dependencies().get("db");
		Component component = Component.declared(db, new HealthCheck() {

			@Override
			public Answer check() {
				return Answer.up();
			}

			@Override
			public Proof proves() {
				return proof;
			}

		});
		StampHealthListener listener = new StampHealthListener() {

			@Override
			public void onSpared(String name, Duration age) {
				assertThat(age).isBetween(Duration.ofMillis(1), Duration.ofSeconds(10));
				CallSignalsTests.this.spared++;
			}

		};
		new MonitorRun(workload, List.of(component), new FlowSignals(workload),
				new DependencySignals(workload, this.timeline::instant, this.timeline::nanoTime), this.calls,
				this.published, new KillSwitch(null, workload.health().killSwitch()), List.of(listener), () -> true,
				this.timeline, this.dependency, () -> 0)
			.start();
		pass(Duration.ofMillis(20));
		assertThat(state()).isEqualTo(HealthState.HEALTHY);
	}

	private HealthState state() {
		return this.published.verdict().status();
	}

	private void pass(Duration time) {
		this.timeline.pass(time);
	}

	private record Outcome(Operation operation, @Nullable String region, Result result, long millis, boolean hedge,
			boolean refusal) {

		Outcome with(Result result) {
			return new Outcome(this.operation, this.region, result, this.millis, this.hedge, this.refusal);
		}

		Outcome from(@Nullable String region) {
			return new Outcome(this.operation, region, this.result, this.millis, this.hedge, this.refusal);
		}

		Outcome refused() {
			return new Outcome(this.operation, this.region, this.result, this.millis, this.hedge, true);
		}

		Outcome hedged() {
			return new Outcome(this.operation, this.region, this.result, this.millis, true, this.refusal);
		}

	}

}
