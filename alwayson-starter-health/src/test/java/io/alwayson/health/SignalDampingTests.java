package io.alwayson.health;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntUnaryOperator;

import io.alwayson.workload.context.CallOutcome;
import io.alwayson.workload.context.DependencySignal;
import io.alwayson.workload.context.FlowOutcome;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What calls, breakers and flows say neither flaps nor swings traffic to and fro.
 */
class SignalDampingTests {

	private static final String[] DATABASE = { "dependencies.db.type=custom", "dependencies.db.failure-scope=stamp",
			"flows.list.uses=db", "flows.list.sli.evicts=true" };

	private VirtualMonitor monitor;

	@BeforeEach
	void start() {
		this.monitor = VirtualMonitor.healthy(DATABASE);
		this.monitor.transitions.clear();
	}

	@ParameterizedTest
	@ValueSource(ints = { 2, 4, 8, 30 })
	void circuitThatOpensAndClosesForTenMinutesPublishesAtMostThreeTransitions(int seconds) {
		for (int second = 0; second < 600; second += 2 * seconds) {
			opens(Duration.ofSeconds(seconds));
			this.monitor.pass(Duration.ofSeconds(2 * seconds));
		}
		assertThat(ofTheDependency()).hasSizeBetween(1, 3);
		assertThat(this.monitor.verdict().checks().get(0).reason()).isEqualTo("FLAPPING");
		// It does not latch.
		this.monitor.pass(Duration.ofSeconds(61));
		assertThat(this.monitor.verdict().status()).isEqualTo(HealthState.HEALTHY);
	}

	@Test
	void callsThatFailEveryOtherMinutePublishAtMostThreeTransitions() {
		for (int second = 0; second < 600; second++) {
			boolean good = second / 20 % 2 == 0;
			for (int call = 0; call < 10; call++) {
				this.monitor.callSignals.onCallOutcome(new CallOutcome("db", CallOutcome.Operation.READ, null,
						good ? CallOutcome.Result.SUCCESS : CallOutcome.Result.FAILURE, Duration.ofMillis(5)));
			}
			this.monitor.pass(Duration.ofSeconds(1));
		}
		assertThat(ofTheDependency()).hasSizeBetween(1, 3);
	}

	@Test
	void firstRecoveryOfASignalIsNotHeldBack() {
		opens(Duration.ofSeconds(4));
		this.monitor.pass(Duration.ofSeconds(3));
		assertThat(this.monitor.verdict().status()).isEqualTo(HealthState.DEGRADED);
		this.monitor.pass(Duration.ofSeconds(2));
		assertThat(this.monitor.verdict().status()).isEqualTo(HealthState.HEALTHY);
	}

	/** HW-4 of the reference, where the flow's own signal may move traffic. */
	@Test
	void errorsThatLeaveWithTheTrafficDoNotMakeItSwingToAndFro() {
		List<Integer> tries = new ArrayList<>();
		Routing before = Routing.ACCEPT;
		for (int second = 0; second < 4 * 3600; second++) {
			requests((before == Routing.ACCEPT) ? 20 : 0, true);
			this.monitor.pass(Duration.ofSeconds(1));
			Routing routing = this.monitor.routing();
			if (routing == Routing.ACCEPT && before == Routing.REFUSE) {
				tries.add(second);
			}
			before = routing;
		}
		// After 5, 10, 20, 40, 60 ... minutes, and the seconds that 50 requests take.
		assertThat(tries).hasSize(6).isSorted();
		assertThat(pauses(tries, (it) -> it / 60)).containsExactly(10, 20, 40, 60, 60);
	}

	@Test
	void trafficThatStaysAndIsGoodBringsTheStampBackAtOnce() {
		requests(100, true);
		this.monitor.pass(Duration.ofSeconds(1));
		assertThat(this.monitor.routing()).isEqualTo(Routing.REFUSE);
		assertThat(this.monitor.verdict().cause()).contains("list UNHEALTHY <- ERROR_RATE since");
		this.monitor.pass(Duration.ofSeconds(120));
		assertThat(this.monitor.routing()).isEqualTo(Routing.REFUSE);
		requests(60, false);
		this.monitor.pass(Duration.ofSeconds(1));
		assertThat(this.monitor.routing()).isEqualTo(Routing.ACCEPT);
	}

	@Test
	void lateRelapseIsHeldNoLongerThanTheFirst() {
		for (int i = 0; i < 3; i++) {
			requests(100, true);
			this.monitor.pass(Duration.ofMinutes(4).plusSeconds(59));
			assertThat(this.monitor.routing()).isEqualTo(Routing.REFUSE);
			this.monitor.pass(Duration.ofSeconds(3));
			assertThat(this.monitor.routing()).isEqualTo(Routing.ACCEPT);
			this.monitor.pass(Duration.ofMinutes(6));
		}
	}

	/** In some seconds a little more, in others a little less. */
	@Test
	void errorRateAroundItsThresholdPublishesAtMostThreeTransitions() {
		Random random = new Random(7);
		for (int second = 0; second < 600; second++) {
			requests(random.nextInt(40), true);
			requests(random.nextInt(40), false);
			this.monitor.pass(Duration.ofSeconds(1));
		}
		assertThat(this.monitor.transitions).filteredOn((it) -> it.node().kind() == NodeHealth.Kind.STAMP)
			.hasSizeBetween(1, 3);
	}

	@Test
	void trafficThatStaysAndIsNotYetGoodBringsTheStampBackAfterTheHold() {
		requests(100, true);
		this.monitor.pass(Duration.ofSeconds(1));
		for (int second = 1; second < 300; second++) {
			assertThat(this.monitor.routing()).isEqualTo(Routing.REFUSE);
			requests(2, true);
			requests(8, false);
			this.monitor.pass(Duration.ofSeconds(1));
		}
		this.monitor.pass(Duration.ofSeconds(2));
		assertThat(this.monitor.routing()).isEqualTo(Routing.ACCEPT);
		assertThat(this.monitor.verdict().status()).isEqualTo(HealthState.DEGRADED);
	}

	private void opens(Duration time) {
		this.monitor.dependencySignals
			.onDependencySignal(new DependencySignal("db", "CIRCUIT_OPEN", this.monitor.now().plus(time)));
	}

	private void requests(int count, boolean bad) {
		for (int request = 0; request < count; request++) {
			this.monitor.flowSignals.onFlowOutcome(new FlowOutcome("list", !bad, Duration.ofMillis(5)));
		}
	}

	private List<StampTransition> ofTheDependency() {
		return this.monitor.transitions.stream()
			.filter((it) -> it.node().kind() == NodeHealth.Kind.DEPENDENCY)
			.toList();
	}

	private static List<Integer> pauses(List<Integer> seconds, IntUnaryOperator unit) {
		List<Integer> pauses = new ArrayList<>();
		for (int i = 1; i < seconds.size(); i++) {
			pauses.add(unit.applyAsInt(seconds.get(i) - seconds.get(i - 1)));
		}
		return pauses;
	}

}
