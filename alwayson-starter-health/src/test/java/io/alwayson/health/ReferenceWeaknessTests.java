package io.alwayson.health;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.TimeZone;

import io.alwayson.workload.context.FlowOutcome;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What goes wrong in the reference implementation's health service cannot go wrong here.
 * Each test is named after what it prevents.
 */
class ReferenceWeaknessTests {

	private static final String[] DATABASE = { "dependencies.db.type=custom", "dependencies.db.failure-scope=stamp",
			"flows.list.uses=db" };

	/** HW-1: there, a hung run leaves the last green report to be served for ever. */
	@Test
	void hungCheckDoesNotLeaveAStaleGreen() {
		VirtualMonitor monitor = VirtualMonitor.healthy(DATABASE);
		monitor.dependency.hangs(true);
		monitor.pass(Duration.ofSeconds(23));
		assertThat(monitor.routing()).isEqualTo(Routing.REFUSE);
		assertThat(monitor.verdict().cause()).contains("db STUCK since");
	}

	/** HW-1: nor does a monitor that is gone. */
	@Test
	void deadMonitorDoesNotLeaveAStaleGreen() {
		VirtualMonitor monitor = VirtualMonitor.healthy(DATABASE);
		monitor.timeline.passSilently(Duration.ofSeconds(34));
		assertThat(monitor.routing()).isEqualTo(Routing.REFUSE);
	}

	/** HW-2: there, one shared service takes every stamp out at the same time. */
	@Test
	void failureOfWhatAllStampsShareTakesNoStampOut() {
		VirtualMonitor monitor = VirtualMonitor.healthy("dependencies.db.type=custom",
				"dependencies.db.failure-scope=global", "flows.list.uses=db");
		monitor.dependency.answers(HealthCheck.Answer.down("HTTP_503"));
		for (int second = 0; second < 300; second++) {
			monitor.pass(Duration.ofSeconds(1));
			assertThat(monitor.routing()).isEqualTo(Routing.ACCEPT);
		}
		assertThat(monitor.verdict().status()).isEqualTo(HealthState.UNHEALTHY);
		assertThat(monitor.verdict().cause()).contains("list UNHEALTHY <- db HTTP_503 since");
	}

	/** HW-3: there, no data is healthy. */
	@Test
	void missingDataIsNotTakenForHealth() {
		VirtualMonitor monitor = VirtualMonitor.withoutChecks(DATABASE);
		monitor.pass(Duration.ofMinutes(1));
		assertThat(monitor.verdict().checks().get(0).status()).isEqualTo(HealthState.UNKNOWN);
		assertThat(monitor.verdict().status()).isEqualTo(HealthState.DEGRADED);
	}

	/** HW-3: and data that stops coming is not taken for the last that came. */
	@Test
	void dataThatStopsComingIsNotTakenForHealth() {
		VirtualMonitor monitor = VirtualMonitor.healthy(DATABASE);
		monitor.dependency.answers(HealthCheck.Answer.inconclusive("SKIPPED"));
		monitor.pass(Duration.ofSeconds(44));
		assertThat(monitor.verdict().status()).isEqualTo(HealthState.UNHEALTHY);
		assertThat(monitor.verdict().cause()).contains("db STALE since");
	}

	/** HW-4: there, one failed probe is an outage. */
	@Test
	void oneFailedProbeIsNoOutage() {
		VirtualMonitor monitor = VirtualMonitor.healthy(DATABASE);
		int runs = monitor.dependency.runs;
		monitor.dependency.answers(HealthCheck.Answer.down("HTTP_503"));
		while (monitor.dependency.runs == runs) {
			monitor.pass(Duration.ofMillis(10));
		}
		monitor.dependency.answers(HealthCheck.Answer.up());
		for (int second = 0; second < 60; second++) {
			assertThat(monitor.routing()).isEqualTo(Routing.ACCEPT);
			monitor.pass(Duration.ofSeconds(1));
		}
	}

	/** HW-4: there, errors take the traffic away, and with it themselves. */
	@Test
	void errorsThatLeaveWithTheTrafficDoNotMakeItSwingToAndFro() {
		VirtualMonitor monitor = VirtualMonitor.healthy(DATABASE);
		for (int second = 0; second < 600; second++) {
			if (monitor.routing() == Routing.ACCEPT) {
				for (int request = 0; request < 20; request++) {
					monitor.flowSignals.onFlowOutcome(new FlowOutcome("list", false, Duration.ofMillis(5)));
				}
			}
			monitor.pass(Duration.ofSeconds(1));
			assertThat(monitor.routing()).isEqualTo(Routing.ACCEPT);
		}
		assertThat(monitor.verdict().status()).isEqualTo(HealthState.UNHEALTHY);
	}

	/** HW-5: there, the consumer of events is seen minutes late, through a query. */
	@Test
	void consumerOfEventsIsSeenAsFastAsAnyDependency() {
		VirtualMonitor monitor = VirtualMonitor.healthy("dependencies.worker.type=stamp-service",
				"dependencies.worker.endpoint=http://worker", "flows.add-comment.uses=worker");
		monitor.dependency.answers(HealthCheck.Answer.down("REFUSES"));
		monitor.pass(Duration.ofMillis(20 + 14_060));
		assertThat(monitor.routing()).isEqualTo(Routing.REFUSE);
		assertThat(monitor.verdict().cause()).startsWith("add-comment UNHEALTHY <- worker REFUSES since");
	}

	/** HW-6: there, what probing costs is found on the bill. */
	@Test
	void costOfProbingIsKnownBeforeTheBill() {
		VirtualMonitor monitor = VirtualMonitor.healthy(DATABASE);
		ProbeLedger cost = monitor.verdict().checks().get(0).cost();
		int runs = monitor.dependency.runs;
		monitor.pass(Duration.ofHours(1));
		// Pauses are up to a tenth shorter; here, not at all.
		assertThat((monitor.dependency.runs - runs) * 24L * 30).isCloseTo(cost.month().requests(),
				Percentage.withPercentage(1));
	}

	/** HW-7: there, a service without checks cannot start. */
	@Test
	void serviceWithoutChecksStartsAndAccepts() {
		VirtualMonitor monitor = VirtualMonitor.of();
		monitor.pass(Duration.ZERO);
		assertThat(monitor.verdict().status()).isEqualTo(HealthState.HEALTHY);
		assertThat(monitor.routing()).isEqualTo(Routing.ACCEPT);
	}

	/** HW-8: there, times are local. */
	@Test
	void timesAreUtcWhereverTheServerStands() {
		TimeZone before = TimeZone.getDefault();
		try {
			TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Kiritimati"));
			VirtualMonitor monitor = VirtualMonitor.healthy(DATABASE);
			assertThat(body(monitor)).contains("\"lastExecution\":\"2026-01-01T12:00:00.020Z\"");
			assertThat(monitor.verdict().lastExecution().atOffset(ZoneOffset.UTC))
				.isEqualTo(Instant.parse("2026-01-01T12:00:00.020Z").atOffset(ZoneOffset.UTC));
		}
		finally {
			TimeZone.setDefault(before);
		}
	}

	/**
	 * HW-8: there, the reason of a failure is in a log of a stamp that nobody reaches.
	 */
	@Test
	void reasonOfAFailureIsInTheAnswer() {
		VirtualMonitor monitor = VirtualMonitor.healthy(DATABASE);
		monitor.dependency.answers(HealthCheck.Answer.down("HTTP_403"));
		monitor.pass(Duration.ofSeconds(15));
		assertThat(body(monitor)).contains("\"cause\":\"list UNHEALTHY <- db HTTP_403 since 12:00:10Z\"");
	}

	/** HW-9: there, checks are methods of the domain's own classes. */
	@Test
	void checkOfOneServiceIsOfUseToAnother() throws Exception {
		HealthCheck anybodys = () -> HealthCheck.Answer.slow("TIRED");
		assertThat(HealthCheck.class).isPublic();
		assertThat(anybodys.check()).isEqualTo(HealthCheck.Answer.slow("TIRED"));
	}

	private static String body(VirtualMonitor monitor) {
		return new String(monitor.published.answer().body(), StandardCharsets.UTF_8);
	}

}
