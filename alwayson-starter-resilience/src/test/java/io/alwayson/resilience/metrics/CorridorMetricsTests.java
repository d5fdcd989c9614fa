package io.alwayson.resilience.metrics;

import java.util.concurrent.TimeUnit;

import io.alwayson.resilience.Corridors;
import io.alwayson.resilience.Resilience;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CorridorMetrics}.
 */
class CorridorMetricsTests {

	private final MeterRegistry registry = new SimpleMeterRegistry();

	@Test
	void sayWhatTheStateIsNow() {
		try (Corridors corridors = Corridors.toPrices("hedge.max-delay=250ms", "budget.burst=7", "limit.initial=9",
				"limit.mode=fixed")) {
			Resilience resilience = corridors.build();
			new CorridorMetrics(resilience).bindTo(this.registry);
			assertThat(value(CorridorMetrics.BUDGET)).isEqualTo(7);
			assertThat(value(CorridorMetrics.LIMIT)).isEqualTo(9);
			assertThat(value(CorridorMetrics.IN_FLIGHT)).isZero();
			double inside = resilience.dependency("prices").call(() -> value(CorridorMetrics.IN_FLIGHT));
			assertThat(inside).isEqualTo(1);
			assertThat(this.registry.get(CorridorMetrics.HEDGE_DELAY).timeGauge().value(TimeUnit.MILLISECONDS))
				.isEqualTo(250);
		}
	}

	@Test
	void thereIsNoGaugeOfWhatIsOff() {
		try (Corridors corridors = Corridors.toPrices("limit.mode=off")) {
			new CorridorMetrics(corridors.build()).bindTo(this.registry);
			assertThat(this.registry.getMeters()).extracting(Meter::getId)
				.extracting(Meter.Id::getName)
				.containsExactlyInAnyOrder(CorridorMetrics.BUDGET, CorridorMetrics.IN_FLIGHT);
		}
	}

	private double value(String name) {
		return this.registry.get(name).tag("dependency", "prices").gauge().value();
	}

}
