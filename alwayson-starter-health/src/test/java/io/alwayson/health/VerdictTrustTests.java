package io.alwayson.health;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.alwayson.workload.Workload;
import io.alwayson.workload.context.DependencySignal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * When everything else fails, in virtual time: routing leaves ACCEPT within the maximum
 * age where it must, and never where it must not.
 */
class VerdictTrustTests {

	private static final Duration MAX_AGE = Duration.ofSeconds(33);

	private static final String[] STAMP_SCOPE = { "dependencies.db.type=custom", "dependencies.db.failure-scope=stamp",
			"flows.list.uses=db" };

	private static final String[] GLOBAL_SCOPE = { "dependencies.db.type=custom",
			"dependencies.db.failure-scope=global", "flows.list.uses=db" };

	private final VirtualTimeline timeline = new VirtualTimeline();

	private final ScriptedDependency dependency = new ScriptedDependency(this.timeline);

	private Duration wallClockError = Duration.ZERO;

	private PublishedHealth published;

	private DependencySignals dependencySignals;

	@Test
	void killedMonitorLeavesAcceptWithinMaxAge() {
		healthy(STAMP_SCOPE);
		this.timeline.close();
		for (int second = 0; second <= MAX_AGE.toSeconds(); second++) {
			assertThat(routing()).as("second %s", second).isEqualTo(Routing.ACCEPT);
			this.timeline.passSilently(Duration.ofSeconds(1));
		}
		assertThat(routing()).isEqualTo(Routing.REFUSE);
		assertThat(this.published.verdict().routingReason()).isEqualTo(RoutingReason.OUTDATED);
	}

	@Test
	void killedMonitorOfGlobalDependenciesLeavesAcceptToo() {
		// Whether the dependency is fine is not known any more, nor whether this process
		// is.
		healthy(GLOBAL_SCOPE);
		this.timeline.close();
		this.timeline.passSilently(MAX_AGE.plusNanos(1));
		assertThat(this.published.verdict().routingReason()).isEqualTo(RoutingReason.OUTDATED);
	}

	@Test
	void checkHungForEverLeavesAcceptWithinMaxAge() {
		healthy(STAMP_SCOPE);
		this.dependency.hangs(true);
		this.timeline.pass(MAX_AGE);
		assertThat(routing()).isEqualTo(Routing.REFUSE);
		assertThat(this.published.verdict().routingReason()).isNull();
	}

	@Test
	void checkHungForEverWhereMovingTrafficWouldNotHelpStaysInAccept() {
		healthy(GLOBAL_SCOPE);
		this.dependency.hangs(true);
		for (int second = 0; second < 600; second++) {
			this.timeline.pass(Duration.ofSeconds(1));
			assertThat(routing()).isEqualTo(Routing.ACCEPT);
		}
		assertThat(this.published.verdict().status()).isEqualTo(HealthState.UNHEALTHY);
	}

	@ParameterizedTest
	@ValueSource(strings = { "P3650D", "P-3650D", "PT1H", "PT-1H", "PT33S", "PT-33S" })
	void clockThatJumpsChangesNeitherHealthNorRouting(Duration jump) {
		healthy(STAMP_SCOPE);
		this.wallClockError = jump;
		for (int second = 0; second < 120; second++) {
			this.timeline.pass(Duration.ofSeconds(1));
			assertThat(this.published.verdict().status()).isEqualTo(HealthState.HEALTHY);
			assertThat(routing()).isEqualTo(Routing.ACCEPT);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "P3650D", "P-3650D", "PT1H", "PT-1H" })
	void clockThatJumpsHidesNoFailure(Duration jump) {
		healthy(STAMP_SCOPE);
		this.wallClockError = jump;
		this.dependency.answers(HealthCheck.Answer.down("CONNECT_FAILED"));
		this.timeline.pass(Duration.ofMillis(20 + 14_060));
		assertThat(routing()).isEqualTo(Routing.REFUSE);
		this.wallClockError = Duration.ZERO;
		this.dependency.answers(HealthCheck.Answer.up());
		this.timeline.pass(Duration.ofSeconds(7));
		assertThat(routing()).isEqualTo(Routing.ACCEPT);
	}

	@Test
	void clockThatJumpsBackKeepsNoSignalAlive() {
		healthy(STAMP_SCOPE);
		this.dependencySignals.onDependencySignal(new DependencySignal("db", "CIRCUIT_OPEN", now().plusSeconds(5)));
		this.wallClockError = Duration.ofDays(-1);
		this.timeline.pass(Duration.ofSeconds(1));
		assertThat(this.published.verdict().status()).isEqualTo(HealthState.DEGRADED);
		this.timeline.pass(Duration.ofSeconds(5));
		assertThat(this.published.verdict().status()).isEqualTo(HealthState.HEALTHY);
	}

	@Test
	void processThatStoodStillNeverShowsAnOldAcceptAndComesBackByItself() {
		healthy(STAMP_SCOPE);
		this.timeline.passSilently(Duration.ofHours(1));
		assertThat(routing()).isEqualTo(Routing.REFUSE);
		this.timeline.pass(Duration.ofSeconds(5));
		assertThat(routing()).isEqualTo(Routing.ACCEPT);
	}

	private void healthy(String... declaration) {
		Workload workload = Declaration.of(declaration);
		this.published = new PublishedHealth(workload.stamp().id(), this::now, this.timeline::nanoTime);
		this.dependencySignals = new DependencySignals(workload, this::now, this.timeline::nanoTime);
		List<Component> components = workload.dependencies()
			.values()
			.stream()
			.map((it) -> Component.declared(it, HealthCheck.Answer::up))
			.toList();
		new MonitorRun(workload, components, new FlowSignals(workload), this.dependencySignals,
				new CallSignals(workload), this.published, List.of(), new WrongClock(), this.dependency, () -> 0)
			.start();
		this.timeline.pass(Duration.ofMillis(20));
		assertThat(this.published.verdict().status()).isEqualTo(HealthState.HEALTHY);
		assertThat(routing()).isEqualTo(Routing.ACCEPT);
	}

	private Routing routing() {
		return (this.published.answer().status() == 200) ? Routing.ACCEPT : Routing.REFUSE;
	}

	private Instant now() {
		return this.timeline.instant().plus(this.wallClockError);
	}

	/** The time of day is what somebody has set. */
	private final class WrongClock implements Timeline {

		private final VirtualTimeline timeline = VerdictTrustTests.this.timeline;

		@Override
		public long nanoTime() {
			return this.timeline.nanoTime();
		}

		@Override
		public Instant instant() {
			return now();
		}

		@Override
		public void execute(Runnable task) {
			this.timeline.execute(task);
		}

		@Override
		public void schedule(Duration delay, Runnable task) {
			this.timeline.schedule(delay, task);
		}

		@Override
		public void close() {
			this.timeline.close();
		}

	}

}
