package io.alwayson.health;

import java.time.Duration;

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

	@Test
	void killedMonitorLeavesAcceptWithinMaxAge() {
		VirtualMonitor monitor = VirtualMonitor.healthy(STAMP_SCOPE);
		monitor.timeline.close();
		for (int second = 0; second <= MAX_AGE.toSeconds(); second++) {
			assertThat(monitor.routing()).as("second %s", second).isEqualTo(Routing.ACCEPT);
			monitor.timeline.passSilently(Duration.ofSeconds(1));
		}
		assertThat(monitor.routing()).isEqualTo(Routing.REFUSE);
		assertThat(monitor.verdict().routingReason()).isEqualTo(RoutingReason.OUTDATED);
	}

	@Test
	void killedMonitorOfGlobalDependenciesLeavesAcceptToo() {
		// Not the dependency is in doubt then, but this process.
		VirtualMonitor monitor = VirtualMonitor.healthy(GLOBAL_SCOPE);
		monitor.timeline.close();
		monitor.timeline.passSilently(MAX_AGE.plusNanos(1));
		assertThat(monitor.verdict().routingReason()).isEqualTo(RoutingReason.OUTDATED);
	}

	@Test
	void killedMonitorIsNotTrustedLongerBecauseOneDependencyIsPatient() {
		VirtualMonitor monitor = VirtualMonitor.healthy("dependencies.db.type=custom",
				"dependencies.db.failure-scope=stamp", "dependencies.archive.type=custom",
				"dependencies.archive.failure-scope=stamp", "dependencies.archive.health.interval=5m",
				"flows.list.uses[0]=db", "flows.list.uses[1]=archive");
		monitor.timeline.close();
		monitor.timeline.passSilently(MAX_AGE.plusNanos(1));
		assertThat(monitor.verdict().routingReason()).isEqualTo(RoutingReason.OUTDATED);
	}

	@Test
	void verdictOfImpatientDependenciesOutlivesTheTicksOfMonitorAndWatchdog() {
		VirtualMonitor monitor = VirtualMonitor.healthy("dependencies.db.type=custom",
				"dependencies.db.failure-scope=stamp", "flows.list.uses=db", "dependencies.db.health.interval=100ms",
				"dependencies.db.health.timeout=100ms");
		monitor.timeline.passSilently(Duration.ofSeconds(2));
		assertThat(monitor.routing()).isEqualTo(Routing.ACCEPT);
	}

	@Test
	void checkHungForEverLeavesAcceptWithinMaxAge() {
		VirtualMonitor monitor = VirtualMonitor.healthy(STAMP_SCOPE);
		monitor.dependency.hangs(true);
		monitor.pass(MAX_AGE);
		assertThat(monitor.routing()).isEqualTo(Routing.REFUSE);
		assertThat(monitor.verdict().routingReason()).isNull();
	}

	@Test
	void checkHungForEverWhereMovingTrafficWouldNotHelpStaysInAccept() {
		VirtualMonitor monitor = VirtualMonitor.healthy(GLOBAL_SCOPE);
		monitor.dependency.hangs(true);
		for (int second = 0; second < 600; second++) {
			monitor.pass(Duration.ofSeconds(1));
			assertThat(monitor.routing()).isEqualTo(Routing.ACCEPT);
		}
		assertThat(monitor.verdict().status()).isEqualTo(HealthState.UNHEALTHY);
	}

	@ParameterizedTest
	@ValueSource(strings = { "P3650D", "P-3650D", "PT1H", "PT-1H", "PT33S", "PT-33S" })
	void clockThatJumpsChangesNeitherHealthNorRouting(Duration jump) {
		VirtualMonitor monitor = VirtualMonitor.healthy(STAMP_SCOPE);
		monitor.wallClockJumps(jump);
		for (int second = 0; second < 120; second++) {
			monitor.pass(Duration.ofSeconds(1));
			assertThat(monitor.verdict().status()).isEqualTo(HealthState.HEALTHY);
			assertThat(monitor.routing()).isEqualTo(Routing.ACCEPT);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "P3650D", "P-3650D", "PT1H", "PT-1H" })
	void clockThatJumpsHidesNeitherFailureNorRecovery(Duration jump) {
		VirtualMonitor monitor = VirtualMonitor.healthy(STAMP_SCOPE);
		monitor.wallClockJumps(jump);
		monitor.dependency.answers(HealthCheck.Answer.down("CONNECT_FAILED"));
		monitor.pass(Duration.ofMillis(20 + 14_060));
		assertThat(monitor.routing()).isEqualTo(Routing.REFUSE);
		monitor.wallClockJumps(Duration.ZERO);
		monitor.dependency.answers(HealthCheck.Answer.up());
		monitor.pass(Duration.ofSeconds(7));
		assertThat(monitor.routing()).isEqualTo(Routing.ACCEPT);
	}

	@Test
	void clockThatJumpsBackKeepsNoSignalAlive() {
		VirtualMonitor monitor = VirtualMonitor.healthy(STAMP_SCOPE);
		monitor.dependencySignals
			.onDependencySignal(new DependencySignal("db", "CIRCUIT_OPEN", monitor.now().plusSeconds(5)));
		monitor.wallClockJumps(Duration.ofDays(-1));
		monitor.pass(Duration.ofSeconds(1));
		assertThat(monitor.verdict().status()).isEqualTo(HealthState.DEGRADED);
		monitor.pass(Duration.ofSeconds(5));
		assertThat(monitor.verdict().status()).isEqualTo(HealthState.HEALTHY);
	}

	@Test
	void processThatStoodStillNeverShowsAnOldAcceptAndComesBackByItself() {
		VirtualMonitor monitor = VirtualMonitor.healthy(STAMP_SCOPE);
		monitor.timeline.passSilently(Duration.ofHours(1));
		assertThat(monitor.routing()).isEqualTo(Routing.REFUSE);
		monitor.pass(Duration.ofSeconds(5));
		assertThat(monitor.routing()).isEqualTo(Routing.ACCEPT);
	}

}
