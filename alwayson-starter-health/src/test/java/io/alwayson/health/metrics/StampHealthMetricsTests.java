package io.alwayson.health.metrics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.alwayson.health.CheckResult;
import io.alwayson.health.HealthState;
import io.alwayson.health.NodeHealth;
import io.alwayson.health.ProbeCost;
import io.alwayson.health.ProbeLedger;
import io.alwayson.health.PublishedHealth;
import io.alwayson.health.Publishing;
import io.alwayson.health.Routing;
import io.alwayson.health.RoutingReason;
import io.alwayson.health.StampHealth;
import io.alwayson.health.SwitchPosition;
import io.alwayson.health.SwitchState;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/**
 * Tests for {@link StampHealthMetrics}.
 */
class StampHealthMetricsTests {

	private static final Duration MAX_AGE = Duration.ofSeconds(15);

	private final AtomicLong nanoTime = new AtomicLong();

	private final PublishedHealth published = new PublishedHealth("eu-1", () -> Instant.EPOCH, this.nanoTime::get);

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	private final StampHealthMetrics metrics = new StampHealthMetrics(this.published, this.nanoTime::get);

	@Test
	void ageGrowsUntilAResultSaysSomething() {
		this.metrics.bindTo(this.registry);
		this.metrics.onCheck("db", result(CheckResult.Status.UP));
		pass(Duration.ofSeconds(12));
		assertThat(age()).isEqualTo(12);
		this.metrics.onCheck("db", result(CheckResult.Status.INCONCLUSIVE));
		assertThat(age()).isEqualTo(12);
		this.metrics.onCheck("db", result(CheckResult.Status.DOWN));
		assertThat(age()).isZero();
	}

	@Test
	void registryThatComesLateSeesTheSameAge() {
		this.metrics.onCheck("db", result(CheckResult.Status.UP));
		pass(Duration.ofSeconds(3));
		this.metrics.bindTo(this.registry);
		assertThat(age()).isEqualTo(3);
	}

	@ParameterizedTest
	@CsvSource(textBlock = """
			# stamp, flow a, flow b -> score
			HEALTHY,   HEALTHY,   HEALTHY,   1
			DEGRADED,  DEGRADED,  HEALTHY,   0.75
			UNKNOWN,   UNKNOWN,   HEALTHY,   0.75
			UNHEALTHY, UNHEALTHY, HEALTHY,   0.5
			UNHEALTHY, UNHEALTHY, DEGRADED,  0.25
			HEALTHY,   UNHEALTHY, HEALTHY,   1
			""")
	void scoreCountsYellowAndRed(HealthState stamp, HealthState a, HealthState b, double score) {
		this.metrics.bindTo(this.registry);
		this.metrics.onVerdict(verdict(stamp, flow("a", a), flow("b", b)));
		assertThat(this.registry.get(StampHealthMetrics.SCORE).tags("kind", "stamp", "node", "eu-1").gauge().value())
			.isEqualTo(score);
	}

	@Test
	void stampRefusesBeforeTheFirstVerdictAndAgainOnceNobodyPublishes() {
		this.metrics.bindTo(this.registry);
		assertThat(routing("stamp", "eu-1")).as("STARTING").isEqualTo(1);
		publish(verdict(HealthState.HEALTHY));
		assertThat(routing("stamp", "eu-1")).isZero();
		pass(MAX_AGE);
		assertThat(routing("stamp", "eu-1")).isZero();
		pass(Duration.ofNanos(1));
		assertThat(this.published.verdict().routingReason()).isEqualTo(RoutingReason.OUTDATED);
		assertThat(routing("stamp", "eu-1")).as("OUTDATED").isEqualTo(1);
		publish(verdict(HealthState.HEALTHY));
		assertThat(routing("stamp", "eu-1")).isZero();
	}

	@ParameterizedTest
	@EnumSource(names = { "SWITCH", "DRAIN" })
	void stampRefusesAgainstTheEvidence(RoutingReason reason) {
		this.metrics.bindTo(this.registry);
		publish(verdict(HealthState.HEALTHY, Routing.REFUSE, reason, flow("a", HealthState.HEALTHY)));
		assertThat(routing("stamp", "eu-1")).isEqualTo(1);
		assertThat(routing("flow", "a")).isZero();
	}

	@Test
	void routingFollowsTheEvidenceAndNotHealth() {
		this.metrics.bindTo(this.registry);
		SimpleMeterRegistry late = new SimpleMeterRegistry();
		publish(verdict(HealthState.UNHEALTHY, flow("a", HealthState.UNHEALTHY)));
		this.metrics.bindTo(late);
		assertThat(routing("stamp", "eu-1")).isZero();
		assertThat(routing("flow", "a")).isZero();
		publish(verdict(HealthState.UNHEALTHY, Routing.REFUSE, null,
				new NodeHealth(NodeHealth.Kind.FLOW, "a", HealthState.UNHEALTHY, Routing.REFUSE, null)));
		assertThat(routing("stamp", "eu-1")).isEqualTo(1);
		assertThat(routing("flow", "a")).isEqualTo(1);
		assertThat(late.get(StampHealthMetrics.ROUTING).gauges()).hasSize(2)
			.allSatisfy((gauge) -> assertThat(gauge.value()).isEqualTo(1));
	}

	private void publish(StampHealth verdict) {
		Publishing.publish(this.published, verdict, MAX_AGE);
		this.metrics.onVerdict(verdict);
	}

	private double routing(String kind, String node) {
		return this.registry.get(StampHealthMetrics.ROUTING).tags("kind", kind, "node", node).gauge().value();
	}

	@Test
	void countersOfTransitionsAreThereBeforeTheFirst() {
		this.metrics.bindTo(this.registry);
		this.metrics.onVerdict(verdict(HealthState.HEALTHY, flow("a", HealthState.HEALTHY)));
		assertThat(this.registry.get(StampHealthMetrics.TRANSITIONS).counters()).hasSize(2 * 4)
			.allSatisfy((counter) -> assertThat(counter.count()).isZero());
	}

	@Test
	void seriesOfChecksAreThereBeforeTheFirstRun() {
		this.metrics.bindTo(this.registry);
		this.metrics.onVerdict(checking("db"));
		SimpleMeterRegistry late = new SimpleMeterRegistry();
		this.metrics.bindTo(late);
		for (SimpleMeterRegistry each : List.of(this.registry, late)) {
			assertThat(each.get(StampHealthMetrics.CHECK_DURATION).tags("node", "db").timers())
				.extracting((timer) -> timer.getId().getTag("status"), Timer::count)
				.containsExactlyInAnyOrder(tuple("up", 0L), tuple("slow", 0L), tuple("down", 0L),
						tuple("inconclusive", 0L));
			assertThat(each.get(StampHealthMetrics.CHECK_SPARED).tags("node", "db").counter().count()).isZero();
			assertThat(each.find(StampHealthMetrics.CHECK_DURATION).tags("node", "unchecked").meters()).isEmpty();
		}
	}

	@Test
	void laterVerdictsAddNoSeries() {
		this.metrics.bindTo(this.registry);
		this.metrics.onVerdict(checking("db"));
		int before = this.registry.getMeters().size();
		for (CheckResult.Status status : CheckResult.Status.values()) {
			this.metrics.onCheck("db", result(status));
		}
		this.metrics.onSpared("db", Duration.ofSeconds(1));
		this.metrics.onVerdict(checking("db"));
		assertThat(this.registry.getMeters()).hasSize(before);
		assertThat(this.registry.get(StampHealthMetrics.CHECK_DURATION).timers())
			.allSatisfy((timer) -> assertThat(timer.count()).isEqualTo(1));
	}

	@Test
	void whatNeverAnsweredGrowsOldFromTheStart() {
		this.metrics.bindTo(this.registry);
		this.metrics.onVerdict(checking("db"));
		pass(Duration.ofSeconds(7));
		this.metrics.onCheck("db", result(CheckResult.Status.INCONCLUSIVE));
		this.metrics.onVerdict(checking("db"));
		assertThat(age()).isEqualTo(7);
	}

	private static StampHealth checking(String node) {
		return new StampHealth("eu-1", HealthState.HEALTHY, Routing.ACCEPT, null,
				new StampHealth.Own(HealthState.HEALTHY, Routing.ACCEPT), Instant.EPOCH, true, List.of(), List.of(),
				List.of(),
				List.of(new StampHealth.Check(node, HealthState.UNKNOWN, Routing.ACCEPT, null, null, null,
						new ProbeLedger(ProbeCost.NONE, ProbeCost.NONE, ProbeCost.NONE, 0)),
						new StampHealth.Check("unchecked", HealthState.UNKNOWN, Routing.ACCEPT, null, null, null,
								null)),
				List.of(), null, null);
	}

	private static StampHealth verdict(HealthState stamp, NodeHealth... flows) {
		return verdict(stamp, Routing.ACCEPT, null, flows);
	}

	private static StampHealth verdict(HealthState stamp, Routing routing, @Nullable RoutingReason reason,
			NodeHealth... flows) {
		return new StampHealth("eu-1", stamp, routing, reason, new StampHealth.Own(stamp, routing), Instant.EPOCH, true,
				List.of(), List.of(flows), List.of(), List.of(), List.of(), null, null);
	}

	private static NodeHealth flow(String name, HealthState state) {
		return new NodeHealth(NodeHealth.Kind.FLOW, name, state, Routing.ACCEPT, null);
	}

	@Test
	void switchShowsItsPositionAndAnAgeThatGrows() {
		this.metrics.bindTo(this.registry);
		this.metrics.onVerdict(verdict(SwitchPosition.MAINTENANCE));
		assertThat(this.registry.get(StampHealthMetrics.SWITCH).tags("store", "blob").gauge().value()).isEqualTo(2);
		pass(Duration.ofSeconds(3));
		assertThat(this.registry.get(StampHealthMetrics.AGE)
			.tags("kind", "switch", "node", "blob")
			.timeGauge()
			.value(TimeUnit.SECONDS)).isEqualTo(7);
		this.metrics.onVerdict(verdict(SwitchPosition.IN));
		assertThat(this.registry.get(StampHealthMetrics.SWITCH).gauge().value()).isZero();
	}

	private static StampHealth verdict(SwitchPosition position) {
		return new StampHealth("blue", HealthState.HEALTHY, Routing.ACCEPT, null,
				new StampHealth.Own(HealthState.HEALTHY, Routing.ACCEPT), Instant.EPOCH, true, List.of(), List.of(),
				List.of(), List.of(), List.of(), null,
				new SwitchState("blob", position, Instant.EPOCH, Duration.ofSeconds(4), null));
	}

	/** The table of the README is the contract; dashboards are written by it. */
	@Test
	void metersAreThoseOfTheReadme() throws IOException {
		this.metrics.bindTo(this.registry);
		this.metrics.onVerdict(verdict(SwitchPosition.IN));
		this.metrics.onVerdict(verdict(HealthState.HEALTHY, flow("a", HealthState.HEALTHY)));
		this.metrics.onCheck("db", result(CheckResult.Status.UP));
		this.metrics.onSpared("db", Duration.ZERO);
		Pattern row = Pattern
			.compile("\\| `(alwayson\\.health\\.[a-z.]+)` \\| (gauge|timer|counter)[^|]*\\| ([^|]+) \\|.*");
		Set<String> documented = Files.readAllLines(Path.of("README.md"))
			.stream()
			.map(row::matcher)
			.filter(Matcher::matches)
			.map((it) -> words(it.group(1), it.group(2), Stream.of(it.group(3).replace("`", "").split(", "))))
			.collect(Collectors.toSet());
		assertThat(this.registry.getMeters()
			.stream()
			.map(Meter::getId)
			.map((id) -> words(id.getName(), id.getType().name().toLowerCase(Locale.ROOT),
					id.getTags().stream().map(Tag::getKey)))
			.collect(Collectors.toSet())).isEqualTo(documented);
	}

	private static String words(String name, String type, Stream<String> tags) {
		return name + " " + type + " " + tags.sorted().toList();
	}

	private double age() {
		return this.registry.get(StampHealthMetrics.AGE)
			.tags("kind", "dependency", "node", "db")
			.timeGauge()
			.value(TimeUnit.SECONDS);
	}

	private void pass(Duration time) {
		this.nanoTime.addAndGet(time.toNanos());
	}

	private static CheckResult result(CheckResult.Status status) {
		return new CheckResult(status, null, true, Duration.ofMillis(5), Instant.EPOCH);
	}

}
