package io.alwayson.telemetry.metrics;

import java.util.List;

import io.alwayson.telemetry.TelemetryNames;
import io.alwayson.telemetry.opentelemetry.SinkWatch;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * Counts what the sinks lost.
 */
public final class SinkMetrics implements MeterBinder {

	private final List<SinkWatch> watches;

	/** Creates the binder. */
	public SinkMetrics(List<SinkWatch> watches) {
		this.watches = List.copyOf(watches);
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		for (SinkWatch watch : this.watches) {
			Tags tags = Tags.of("sink", watch.sink(), "signal", watch.signal());
			FunctionCounter.builder(TelemetryNames.LOST_ROWS, watch, SinkWatch::dropped)
				.description("Rows that did not reach a sink")
				.tags(tags.and("reason", "queue_full"))
				.register(registry);
			FunctionCounter.builder(TelemetryNames.LOST_ROWS, watch, SinkWatch::failed)
				.description("Rows that did not reach a sink")
				.tags(tags.and("reason", "export_failed"))
				.register(registry);
		}
	}

}
