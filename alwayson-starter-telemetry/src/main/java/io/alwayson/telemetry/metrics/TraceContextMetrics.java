package io.alwayson.telemetry.metrics;

import java.util.function.LongSupplier;

import io.alwayson.telemetry.TelemetryNames;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * Counts requests whose trace context was not taken over.
 */
public final class TraceContextMetrics implements MeterBinder {

	private final LongSupplier refused;

	/** Creates the binder. */
	public TraceContextMetrics(LongSupplier refused) {
		this.refused = refused;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		FunctionCounter.builder(TelemetryNames.TRACE_CONTEXTS_REFUSED, this.refused, (counted) -> counted.getAsLong())
			.description("Requests whose trace context was not taken over, or not all of it")
			.register(registry);
	}

}
