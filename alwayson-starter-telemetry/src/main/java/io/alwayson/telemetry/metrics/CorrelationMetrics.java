package io.alwayson.telemetry.metrics;

import java.util.Locale;

import io.alwayson.telemetry.CorrelationIds;
import io.alwayson.telemetry.TelemetryNames;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * Counts where correlation ids came from; many replaced ones mean that somebody tries
 * something.
 */
public final class CorrelationMetrics implements MeterBinder {

	private final CorrelationIds ids;

	/** Creates the binder. */
	public CorrelationMetrics(CorrelationIds ids) {
		this.ids = ids;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		for (CorrelationIds.Source source : CorrelationIds.Source.values()) {
			FunctionCounter.builder(TelemetryNames.CORRELATION_IDS, this.ids, (counted) -> counted.count(source))
				.description("Requests by where their correlation id came from")
				.tag("source", source.name().toLowerCase(Locale.ROOT))
				.register(registry);
		}
	}

}
