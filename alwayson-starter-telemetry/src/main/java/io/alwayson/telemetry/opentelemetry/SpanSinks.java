package io.alwayson.telemetry.opentelemetry;

import java.util.ArrayList;
import java.util.List;

import io.micrometer.tracing.exporter.SpanExportingPredicate;
import io.micrometer.tracing.exporter.SpanFilter;
import io.micrometer.tracing.exporter.SpanReporter;
import io.micrometer.tracing.otel.bridge.CompositeSpanExporter;
import io.opentelemetry.api.metrics.MeterProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessorBuilder;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.OpenTelemetryTracingProperties;

/**
 * One bounded processor for each sink of spans: behind a shared one a sink that hangs
 * would stall the others. Boot's export settings hold for each.
 *
 * @param first the processor of the first sink, idle if there is none
 * @param others those of the others
 * @param watches of the sinks
 */
public record SpanSinks(BatchSpanProcessor first, SpanProcessor others, List<SinkWatch> watches) {

	/**
	 * Makes the processors.
	 * @param exporters one for each sink
	 * @param pipeline what Micrometer does with spans before they are exported
	 * @param meterProvider of the processors' own metrics; without one we read them
	 */
	public static SpanSinks of(List<SpanExporter> exporters, Pipeline pipeline,
			OpenTelemetryTracingProperties.Export settings, @Nullable MeterProvider meterProvider,
			List<SpanSinkCustomizer> customizers) {
		List<BatchSpanProcessor> processors = new ArrayList<>();
		List<SinkWatch> watches = exporters.stream().map((exporter) -> new SinkWatch(exporter, "spans")).toList();
		for (int i = 0; i < Math.max(1, exporters.size()); i++) {
			List<SpanExporter> sink = (i < exporters.size())
					? List.of(new WatchedSpanExporter(exporters.get(i), watches.get(i))) : List.of();
			// A reporter is told of a span once, not once for each sink.
			List<SpanReporter> reporters = (i == 0) ? pipeline.reporters() : List.of();
			BatchSpanProcessorBuilder builder = BatchSpanProcessor
				.builder(new CompositeSpanExporter(sink, pipeline.predicates(), reporters, pipeline.filters()))
				.setExportUnsampledSpans(settings.isIncludeUnsampled())
				.setExporterTimeout(settings.getTimeout())
				.setMaxExportBatchSize(settings.getMaxBatchSize())
				.setMaxQueueSize(settings.getMaxQueueSize())
				.setScheduleDelay(settings.getScheduleDelay());
			if (meterProvider != null) {
				builder.setMeterProvider(meterProvider);
			}
			else if (i < watches.size()) {
				builder.setMeterProvider(watches.get(i).drops().meters());
			}
			customizers.forEach((customizer) -> customizer.customize(builder));
			processors.add(builder.build());
		}
		return new SpanSinks(processors.get(0),
				SpanProcessor.composite(List.copyOf(processors.subList(1, processors.size()))), watches);
	}

	/** Whether there is a sink at all. */
	public boolean sending() {
		return !this.watches.isEmpty();
	}

	/**
	 * What Micrometer does with spans before they are exported.
	 *
	 * @param predicates which spans are exported
	 * @param reporters who is told of them
	 * @param filters what is changed on them
	 */
	public record Pipeline(List<SpanExportingPredicate> predicates, List<SpanReporter> reporters,
			List<SpanFilter> filters) {
	}

}
