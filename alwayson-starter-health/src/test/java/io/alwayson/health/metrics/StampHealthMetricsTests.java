package io.alwayson.health.metrics;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.alwayson.health.CheckResult;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link StampHealthMetrics}.
 */
class StampHealthMetricsTests {

	private final AtomicLong nanoTime = new AtomicLong();

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	private final StampHealthMetrics metrics = new StampHealthMetrics(this.nanoTime::get);

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
