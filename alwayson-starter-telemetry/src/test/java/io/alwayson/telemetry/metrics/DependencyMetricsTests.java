package io.alwayson.telemetry.metrics;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.alwayson.telemetry.Declaration;
import io.alwayson.workload.context.CallOutcome;
import io.alwayson.workload.context.CallOutcome.Operation;
import io.alwayson.workload.context.CallOutcome.Result;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is measured of calls to dependencies.
 */
class DependencyMetricsTests {

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	private final DependencyMetrics metrics = new DependencyMetrics(
			Declaration.of("dependencies.prices.type=custom", "dependencies.prices.failure-scope=global"));

	@BeforeEach
	void bind() {
		this.metrics.bindTo(this.registry);
	}

	@Test
	void attemptSaysWhatWhereAndWhose() {
		this.metrics.onCallOutcome(new CallOutcome("prices", Operation.READ, "westeurope", Result.TIMEOUT,
				Duration.ofMillis(30), 2, "client", false, false));
		Timer timer = this.registry.get("alwayson.dependency.attempts")
			.tags("dependency", "prices", "operation", "read", "region", "westeurope", "outcome", "timeout", "attempt",
					"retry", "retry.owner", "client")
			.timer();
		assertThat(timer.count()).isEqualTo(1);
		assertThat(timer.totalTime(TimeUnit.MILLISECONDS)).isEqualTo(30);
	}

	@Test
	void hedgeIsNoRetryAndAnUnknownRegionIsNone() {
		this.metrics.onCallOutcome(new CallOutcome("prices", Operation.WRITE, null, Result.SUCCESS,
				Duration.ofMillis(1), 2, "alwayson", true, false));
		this.metrics
			.onCallOutcome(new CallOutcome("prices", Operation.WRITE, null, Result.SUCCESS, Duration.ofMillis(1)));
		assertThat(this.registry.get("alwayson.dependency.attempts").tags("region", "none").timers())
			.extracting((timer) -> timer.getId().getTag("attempt"))
			.containsExactlyInAnyOrder("hedge", "first");
	}

	@Test
	void whatIsNotDeclaredHasNoSeries() {
		this.metrics
			.onCallOutcome(new CallOutcome("nonsense", Operation.READ, null, Result.SUCCESS, Duration.ofMillis(1)));
		assertThat(this.registry.getMeters()).isEmpty();
	}

}
