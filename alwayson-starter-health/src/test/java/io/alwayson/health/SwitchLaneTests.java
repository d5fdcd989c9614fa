package io.alwayson.health;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.alwayson.workload.Workload;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.alwayson.health.ScriptedSwitch.IN;
import static io.alwayson.health.ScriptedSwitch.MAINTENANCE;
import static io.alwayson.health.ScriptedSwitch.OUT;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SwitchLane} and {@link SwitchDecision} under the monitor, in virtual
 * time. The interval is 10 s, the timeout 3 s, and a read takes 50 ms.
 */
class SwitchLaneTests {

	private static final SwitchReading FAILED = SwitchReading.none("HTTP_503");

	private final VirtualTimeline timeline = new VirtualTimeline();

	private final ScriptedDependency dependency = new ScriptedDependency(this.timeline);

	private final ScriptedSwitch store = new ScriptedSwitch(this.timeline);

	private final List<SwitchTransition> transitions = new ArrayList<>();

	private final List<StampHealth> verdicts = new ArrayList<>();

	private PublishedHealth published;

	private MonitorRun run;

	@Test
	void absentIsOutAfterTwoEqualReadsAndHealthStaysWhatItIs() {
		start();
		this.store.says(OUT);
		// Five seconds ago it was read, and that took 50 ms.
		pass(Duration.ofMillis(5_100));
		assertThat(verdict().routing()).as("one read").isEqualTo(Routing.ACCEPT);
		pass(SwitchLane.CONFIRMATION.plusMillis(50));
		assertThat(verdict().routing()).isEqualTo(Routing.REFUSE);
		assertThat(verdict().routingReason()).isEqualTo(RoutingReason.SWITCH);
		assertThat(verdict().status()).isEqualTo(HealthState.HEALTHY);
		assertThat(verdict().own()).isEqualTo(new StampHealth.Own(HealthState.HEALTHY, Routing.REFUSE));
		assertThat(verdict().ready()).isTrue();
		assertThat(this.published.answer().status()).isEqualTo(503);
		assertThat(body()).contains("\"routing\":\"REFUSE\",\"routingReason\":\"SWITCH\"")
			.contains("\"killSwitch\":{\"position\":\"OUT\",\"age\":\"PT0S\"}");
	}

	@Test
	void theWayBackTakesTwoEqualReadsToo() {
		this.store.says(OUT);
		start();
		assertThat(verdict().routingReason()).isEqualTo(RoutingReason.SWITCH);
		this.store.saysOnce(IN);
		pass(Duration.ofMinutes(1));
		assertThat(verdict().routingReason()).isEqualTo(RoutingReason.SWITCH);
		this.store.says(IN);
		pass(Duration.ofMillis(11_100));
		assertThat(verdict().routing()).isEqualTo(Routing.ACCEPT);
		assertThat(this.published.answer().status()).isEqualTo(200);
	}

	@Test
	void maintenanceIsOutAndShownAsSuch() {
		this.store.says(MAINTENANCE);
		start();
		assertThat(verdict().routingReason()).isEqualTo(RoutingReason.SWITCH);
		assertThat(body()).contains("\"position\":\"MAINTENANCE\"");
		this.store.says(OUT);
		pass(Duration.ofMillis(11_100));
		assertThat(verdict().killSwitch().position()).isEqualTo(SwitchPosition.OUT);
		assertThat(this.transitions).extracting((it) -> it.to().position())
			.containsExactly(SwitchPosition.MAINTENANCE, SwitchPosition.OUT);
	}

	@Test
	void aStrayReadChangesNothing() {
		start();
		for (int i = 0; i < 10; i++) {
			this.store.saysOnce(OUT);
			pass(Duration.ofSeconds(30));
		}
		assertThat(this.transitions).isEmpty();
		assertThat(routings()).containsOnly(Routing.ACCEPT);
	}

	@Test
	void answersThatAlternateNeverMoveIt() {
		start();
		for (int i = 0; i < 200; i++) {
			this.store.says((i % 2 == 0) ? OUT : MAINTENANCE);
			int reads = this.store.reads;
			while (this.store.reads == reads) {
				pass(Duration.ofMillis(100));
			}
		}
		assertThat(verdict().killSwitch().position()).isEqualTo(SwitchPosition.IN);
	}

	@Test
	void aStoreThatFailsEveryOtherTimeIsFollowedAllTheSame() {
		start();
		for (int i = 0; i < 2; i++) {
			assertThat(verdict().killSwitch().position()).isEqualTo(SwitchPosition.IN);
			int reads = this.store.reads;
			this.store.saysOnce(OUT);
			while (this.store.reads == reads) {
				pass(Duration.ofMillis(100));
			}
			this.store.saysOnce(FAILED);
			while (this.store.reads == reads + 1) {
				pass(Duration.ofMillis(100));
			}
		}
		assertThat(verdict().killSwitch().position()).isEqualTo(SwitchPosition.OUT);
	}

	@Test
	void anAnswerThatWaitsToBeConfirmedByAStoreThatFailsIsNotAskedForMoreOften() {
		start();
		this.store.saysOnce(OUT);
		pass(Duration.ofSeconds(10));
		this.store.says(FAILED);
		pass(Duration.ofSeconds(10));
		int reads = this.store.reads;
		pass(Duration.ofSeconds(100));
		assertThat(this.store.reads - reads).isBetween(9, 12);
	}

	@Test
	void withoutAnAnswerTheLastOneHoldsAndItsAgeGrows() {
		this.store.says(OUT);
		start();
		this.store.says(FAILED);
		pass(Duration.ofHours(1));
		assertThat(verdict().routingReason()).isEqualTo(RoutingReason.SWITCH);
		assertThat(verdict().killSwitch().error()).isEqualTo("HTTP_503");
		assertThat(verdict().killSwitch().age()).isBetween(Duration.ofHours(1), Duration.ofMinutes(61));
		assertThat(verdict().killSwitch().answeredAt()).isBefore(VirtualTimeline.START.plusSeconds(10));
		assertThat(body()).contains("\"error\":\"HTTP_503\"").contains("\"age\":\"PT1H3S\"");
	}

	@Test
	void anUnreachableStoreTakesNobodyOut() {
		start();
		this.store.says(FAILED);
		pass(Duration.ofHours(24));
		assertThat(routings()).containsOnly(Routing.ACCEPT);
	}

	@Test
	void anEpisodeIsToldOnceHoweverItsReasonChanges() {
		start();
		this.store.says(FAILED);
		pass(Duration.ofMinutes(5));
		this.store.hangs();
		pass(Duration.ofMinutes(5));
		this.store.says(SwitchReading.unknown());
		this.store.releaseHanging();
		pass(Duration.ofMinutes(5));
		assertThat(this.transitions).singleElement().matches(SwitchTransition::isSilenced);
		this.store.says(IN);
		pass(Duration.ofMinutes(5));
		assertThat(this.transitions).hasSize(2).last().matches(SwitchTransition::isAnsweredAgain);
		assertThat(this.transitions).noneMatch(SwitchTransition::isMoved);
	}

	@Test
	void aColdStartWithoutAnAnswerIsIn() {
		this.store.says(FAILED);
		start();
		assertThat(verdict().routing()).isEqualTo(Routing.ACCEPT);
		assertThat(verdict().killSwitch().answeredAt()).isNull();
		pass(Duration.ofMinutes(1));
		assertThat(verdict().killSwitch().age()).isGreaterThan(Duration.ofSeconds(59));
	}

	@Test
	void aColdStartWithAStoreThatHangsWaitsForItsTimeoutAndIsIn() {
		this.store.hangs();
		begin();
		pass(Duration.ofMillis(2_999));
		assertThat(verdict().routingReason()).isEqualTo(RoutingReason.STARTING);
		pass(Duration.ofMillis(1));
		assertThat(verdict().routing()).isEqualTo(Routing.ACCEPT);
		assertThat(verdict().killSwitch().error()).isEqualTo("TIMEOUT");
	}

	@Test
	void aPodThatStartsWhileTheStampIsOutNeverAccepts() {
		this.store.says(OUT);
		start();
		pass(Duration.ofMinutes(1));
		assertThat(routings()).containsOnly(Routing.REFUSE);
		assertThat(verdict().ready()).as("readiness is another matter").isTrue();
	}

	@Test
	void answersThatAlternateDoNotHoldTheStartBeyondItsBound() {
		begin();
		for (int i = 0; i < 150; i++) {
			this.store.says((i % 20 < 10) ? OUT : MAINTENANCE);
			pass(Duration.ofMillis(100));
		}
		assertThat(verdict().ready()).isTrue();
	}

	@Test
	void aReadThatHangsHoldsTwoThreadsAtMostAndDoesNotTouchTheVerdict() {
		start();
		this.store.hangs();
		pass(Duration.ofHours(1));
		assertThat(this.store.mostThreads).isEqualTo(2);
		assertThat(verdict().routing()).isEqualTo(Routing.ACCEPT);
		assertThat(verdict().killSwitch().error()).isEqualTo("STUCK");
		assertThat(verdict().killSwitch().age()).isGreaterThan(Duration.ofMinutes(59));
		assertThat(verdict().lastExecution()).isEqualTo(this.timeline.instant());
	}

	@Test
	void aStoreThatComesBackIsSeenWhileOneReadStillHangs() {
		start();
		this.store.hangs();
		pass(Duration.ofSeconds(14));
		assertThat(this.store.threads).isEqualTo(1);
		this.store.says(OUT);
		pass(Duration.ofSeconds(11));
		assertThat(verdict().routingReason()).isEqualTo(RoutingReason.SWITCH);
		assertThat(this.store.threads).isEqualTo(1);
	}

	@Test
	void aReadThatEndsTooLateIsNoAnswer() {
		start();
		this.store.says(OUT);
		this.store.hangs();
		pass(Duration.ofSeconds(60));
		this.store.says(IN);
		this.store.releaseHanging();
		pass(Duration.ofSeconds(60));
		assertThat(verdict().killSwitch().error()).isNull();
		assertThat(this.transitions).noneMatch(SwitchTransition::isMoved);
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void whatTheEvidenceSaysIsStillSaid(boolean out) {
		start("dependencies.db.type=custom", "dependencies.db.failure-scope=stamp", "flows.list.uses=db");
		this.store.says(out ? OUT : IN);
		this.dependency.answers(HealthCheck.Answer.down("CONNECT_FAILED"));
		pass(Duration.ofMinutes(1));
		assertThat(verdict().status()).isEqualTo(HealthState.UNHEALTHY);
		assertThat(verdict().cause()).startsWith("list UNHEALTHY <- db CONNECT_FAILED");
		assertThat(verdict().routing()).isEqualTo(Routing.REFUSE);
		assertThat(verdict().routingReason()).isEqualTo(out ? RoutingReason.SWITCH : null);
	}

	@Test
	void switchThatIsInNeverMakesASickStampAccept() {
		this.store.says(IN);
		this.dependency.answers(HealthCheck.Answer.down("CONNECT_FAILED"));
		start("dependencies.db.type=custom", "dependencies.db.failure-scope=stamp", "flows.list.uses=db");
		pass(Duration.ofMinutes(1));
		assertThat(routings()).containsOnly(Routing.REFUSE);
	}

	@Test
	void whenTheMonitorDiesItsLastWordGrowsOutdatedAsEver() {
		start();
		this.timeline.passSilently(Duration.ofSeconds(40));
		assertThat(verdict().routingReason()).isEqualTo(RoutingReason.OUTDATED);
		assertThat(verdict().killSwitch().position()).isEqualTo(SwitchPosition.IN);
	}

	@Test
	void nothingIsReadAfterTheStop() {
		start();
		this.run.stop();
		pass(Duration.ofMillis(1));
		int reads = this.store.reads;
		pass(Duration.ofMinutes(5));
		assertThat(this.store.reads).isEqualTo(reads);
	}

	@Test
	void aSwitchThatIsNotConfiguredIsNowhere() {
		begin(null);
		pass(Duration.ofMinutes(1));
		assertThat(verdict().killSwitch()).isNull();
		assertThat(body()).doesNotContain("killSwitch");
		assertThat(this.store.reads).isZero();
	}

	private void start(String... declaration) {
		begin(this.store, declaration);
		pass(Duration.ofSeconds(5));
	}

	private void begin() {
		begin(this.store);
	}

	private void begin(ScriptedSwitch store, String... declaration) {
		Workload workload = Declaration.of(declaration);
		this.published = new PublishedHealth("blue", this.timeline::instant, this.timeline::nanoTime);
		List<Component> components = workload.dependencies()
			.values()
			.stream()
			.map((it) -> Component.declared(it, HealthCheck.Answer::up))
			.toList();
		StampHealthListener listener = new StampHealthListener() {

			@Override
			public void onVerdict(StampHealth verdict) {
				SwitchLaneTests.this.verdicts.add(verdict);
			}

			@Override
			public void onSwitch(SwitchTransition transition) {
				SwitchLaneTests.this.transitions.add(transition);
			}

		};
		this.run = new MonitorRun(workload, components, new FlowSignals(workload),
				new DependencySignals(workload, this.timeline::instant, this.timeline::nanoTime),
				new CallSignals(workload), this.published,
				new KillSwitch(store, workload.health().killSwitch(), this.store), List.of(listener), () -> true,
				this.timeline, this.dependency, () -> 0);
		this.run.start();
	}

	/** Once it has started. */
	private List<Routing> routings() {
		return this.verdicts.stream()
			.filter((verdict) -> verdict.routingReason() != RoutingReason.STARTING)
			.map(StampHealth::routing)
			.toList();
	}

	private StampHealth verdict() {
		return this.published.verdict();
	}

	private String body() {
		return new String(this.published.answer().body(), StandardCharsets.UTF_8);
	}

	private void pass(Duration time) {
		this.timeline.pass(time);
	}

}
