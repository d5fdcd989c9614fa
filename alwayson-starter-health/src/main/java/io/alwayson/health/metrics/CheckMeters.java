package io.alwayson.health.metrics;

import java.util.Locale;

import io.alwayson.health.CheckResult;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/**
 * The meters of one check: all series at once, so that none appears with its first value,
 * in which no rate is seen.
 */
final class CheckMeters {

	private CheckMeters() {
	}

	static void register(MeterRegistry registry, String node) {
		for (CheckResult.Status status : CheckResult.Status.values()) {
			runs(registry, node, status);
		}
		spared(registry, node);
	}

	static Timer runs(MeterRegistry registry, String node, CheckResult.Status status) {
		return registry.timer(StampHealthMetrics.CHECK_DURATION, "node", node, "status",
				status.name().toLowerCase(Locale.ROOT));
	}

	static Counter spared(MeterRegistry registry, String node) {
		return registry.counter(StampHealthMetrics.CHECK_SPARED, "node", node);
	}

}
