package io.alwayson.telemetry.metrics;

import io.alwayson.telemetry.TelemetryNames;
import io.alwayson.telemetry.sampling.KeepCounts;
import io.alwayson.telemetry.sampling.KeepReason;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * Counts what was kept because it matters, and what could not be.
 */
public final class KeepMetrics implements MeterBinder {

	private final KeepCounts counts;

	/** Creates the binder. */
	public KeepMetrics(KeepCounts counts) {
		this.counts = counts;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		for (KeepReason reason : KeepReason.values()) {
			FunctionCounter.builder(TelemetryNames.KEPT_ROOTS, this.counts, (counted) -> counted.count(reason))
				.description("Local roots that were kept because they matter")
				.tag("reason", reason.value())
				.register(registry);
		}
		FunctionCounter.builder(TelemetryNames.LOST_ROOTS, this.counts, KeepCounts::countRefused)
			.description("Local roots of which not all is known that should be")
			.tag("reason", "rate")
			.register(registry);
		FunctionCounter.builder(TelemetryNames.LOST_ROOTS, this.counts, KeepCounts::countCut)
			.description("Local roots of which not all is known that should be")
			.tag("reason", "memory")
			.register(registry);
	}

}
