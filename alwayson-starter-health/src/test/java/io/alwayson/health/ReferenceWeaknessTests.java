package io.alwayson.health;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.TimeZone;

import com.sun.net.httpserver.HttpServer;
import io.alwayson.health.autoconfigure.StampHealthAutoConfiguration;
import io.alwayson.health.http.HttpHealthCheckFactory;
import io.alwayson.workload.autoconfigure.WorkloadAutoConfiguration;
import io.alwayson.workload.context.FlowOutcome;
import org.assertj.core.data.Percentage;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

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
	void consumerOfEventsIsSeenAsFastAsAnyDependency() throws Exception {
		VirtualMonitor worker = VirtualMonitor.healthy("dependencies.comment-events.type=event-hubs",
				"dependencies.comment-events.endpoint=https://events.servicebus.windows.net",
				"dependencies.comment-events.event-hub=comments", "flows.handle-comment.uses=comment-events");
		try (Served served = new Served(worker); HttpHealthCheckFactory checks = new HttpHealthCheckFactory()) {
			VirtualMonitor api = VirtualMonitor.checking(checks, "dependencies.worker.type=stamp-service",
					"dependencies.worker.endpoint=" + served.address(), "flows.add-comment.uses=worker");
			api.pass(Duration.ofMillis(20));
			assertThat(api.verdict().status()).isEqualTo(HealthState.HEALTHY);
			worker.dependency.answers(HealthCheck.Answer.down("CONNECT_FAILED"));
			pass(Duration.ofMillis(14_080), worker);
			assertThat(worker.verdict().cause())
				.startsWith("handle-comment UNHEALTHY <- comment-events CONNECT_FAILED since");
			assertThat(api.routing()).isEqualTo(Routing.ACCEPT);
			pass(Duration.ofMillis(14_080), worker, api);
			assertThat(api.routing()).isEqualTo(Routing.REFUSE);
			assertThat(api.verdict().cause()).startsWith("add-comment UNHEALTHY <- worker REFUSES since");
			assertThat(api.verdict().own().routing()).isEqualTo(Routing.ACCEPT);
		}
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
	void checkOfOneServiceIsOfUseToAnother() {
		runner("dependencies.catalog.type=custom", "dependencies.catalog.failure-scope=stamp",
				"flows.list-items.uses=catalog")
			.withBean("catalog", TiredCheck.class)
			.run((context) -> {
				StampHealth shop = awaitVerdict(context);
				assertThat(shop.cause()).startsWith("list-items DEGRADED <- catalog TIRED since");
				assertThat(shop.status()).isEqualTo(HealthState.DEGRADED);
			});
		runner("dependencies.ledger.type=custom", "dependencies.ledger.failure-scope=global",
				"dependencies.vault.type=custom", "dependencies.vault.failure-scope=regional",
				"flows.pay.uses=ledger,vault", "flows.pay.criticality=medium")
			.withBean("ledger", TiredCheck.class)
			.withBean("vault", TiredCheck.class)
			.run((context) -> {
				StampHealth bank = awaitVerdict(context);
				assertThat(bank.checks()).extracting(StampHealth.Check::component, StampHealth.Check::reason)
					.containsExactly(tuple("ledger", "TIRED"), tuple("vault", "TIRED"));
				assertThat(bank.status()).isEqualTo(HealthState.HEALTHY);
			});
	}

	private static ApplicationContextRunner runner(String... declaration) {
		return new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(WorkloadAutoConfiguration.class, StampHealthAutoConfiguration.class))
			.withPropertyValues(Arrays.stream(declaration).map("alwayson."::concat).toArray(String[]::new));
	}

	private static StampHealth awaitVerdict(ApplicationContext context) {
		PublishedHealth published = context.getBean(PublishedHealth.class);
		Awaitility.await()
			.atMost(Duration.ofSeconds(30))
			.until(() -> published.verdict().routingReason() != RoutingReason.STARTING);
		return published.verdict();
	}

	/** Time passes for all of them. */
	private static void pass(Duration time, VirtualMonitor... monitors) {
		for (long ms = 0; ms < time.toMillis(); ms += 10) {
			for (VirtualMonitor monitor : monitors) {
				monitor.pass(Duration.ofMillis(10));
			}
		}
	}

	private static String body(VirtualMonitor monitor) {
		return new String(monitor.published.answer().body(), StandardCharsets.UTF_8);
	}

	/** Knows no service, no flow and no other class of one. */
	static class TiredCheck implements HealthCheck {

		@Override
		public Answer check() {
			return Answer.slow("TIRED");
		}

	}

	/** The verdict of a service, as the service answers. */
	private static final class Served implements AutoCloseable {

		private final HttpServer server;

		Served(VirtualMonitor service) throws IOException {
			this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
			this.server.createContext("/health/stamp", (exchange) -> {
				PublishedHealth.Answer answer = service.published.answer();
				exchange.sendResponseHeaders(answer.status(), answer.body().length);
				exchange.getResponseBody().write(answer.body());
				exchange.close();
			});
			this.server.start();
		}

		String address() {
			return "http://127.0.0.1:" + this.server.getAddress().getPort();
		}

		@Override
		public void close() {
			this.server.stop(0);
		}

	}

}
