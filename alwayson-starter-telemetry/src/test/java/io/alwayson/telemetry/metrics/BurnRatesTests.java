package io.alwayson.telemetry.metrics;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.alwayson.telemetry.Declaration;
import io.alwayson.workload.context.FlowOutcome;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How fast error budgets are used up.
 */
class BurnRatesTests {

	private static final Offset<Double> ROUNDING = Offset.offset(1e-6);

	private final AtomicLong nanos = new AtomicLong(-TimeUnit.DAYS.toNanos(3));

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	private final BurnRates rates = new BurnRates(Declaration.of("flows.buy.objective.availability=99.9",
			"flows.buy.objective.latency=200ms", "flows.browse.criticality=low"), this.nanos::get);

	@BeforeEach
	void bind() {
		this.rates.bindTo(this.registry);
	}

	@Test
	void eachFlowWithAnObjectiveHasOneInEachWindowFromTheStart() {
		assertThat(this.registry.find("alwayson.flow.burn.rate").gauges())
			.extracting((gauge) -> gauge.getId().getTag("flow") + " " + gauge.getId().getTag("window"))
			.containsExactlyInAnyOrder("buy 5m", "buy 30m", "buy 1h", "buy 6h");
		assertThat(burn("5m")).isZero();
	}

	@Test
	void oneUsesUpExactlyWhatTheObjectiveAllows() {
		ask(999, 1);
		assertThat(burn("5m")).isEqualTo(1, ROUNDING);
		ask(980, 20);
		assertThat(burn("5m")).isEqualTo(10.5, ROUNDING);
	}

	@Test
	void shortWindowForgetsWhatTheLongOneRemembers() {
		ask(0, 100);
		minutes(4);
		ask(100, 0);
		assertThat(burn("5m")).isEqualTo(500, ROUNDING);
		minutes(1);
		assertThat(burn("5m")).isZero();
		assertThat(burn("30m")).isEqualTo(500, ROUNDING);
		minutes(25);
		assertThat(burn("30m")).isZero();
		assertThat(burn("1h")).isEqualTo(500, ROUNDING);
		minutes(329);
		assertThat(burn("6h")).isEqualTo(500, ROUNDING);
		minutes(1);
		assertThat(burn("6h")).isZero();
	}

	@Test
	void minutesAreReusedWithoutTheirOldCounts() {
		ask(0, 100);
		minutes(360);
		ask(100, 0);
		assertThat(burn("6h")).isZero();
	}

	@Test
	void flowsWithoutAnObjectiveAndUnknownOnesHaveNone() {
		this.rates.onFlowOutcome(new FlowOutcome("browse", false, Duration.ZERO));
		this.rates.onFlowOutcome(new FlowOutcome("nonsense", false, Duration.ZERO));
		assertThat(burn("5m")).isZero();
	}

	private void ask(int good, int bad) {
		for (int i = 0; i < good + bad; i++) {
			this.rates.onFlowOutcome(new FlowOutcome("buy", i < good, Duration.ofMillis(10)));
		}
	}

	private void minutes(int minutes) {
		this.nanos.addAndGet(TimeUnit.MINUTES.toNanos(minutes));
	}

	private double burn(String window) {
		return this.registry.get("alwayson.flow.burn.rate").tags("flow", "buy", "window", window).gauge().value();
	}

}
