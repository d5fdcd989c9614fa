package io.alwayson.telemetry.opentelemetry;

import java.util.ArrayList;
import java.util.List;

import io.opentelemetry.sdk.logs.LogRecordProcessor;
import io.opentelemetry.sdk.logs.export.BatchLogRecordProcessor;
import io.opentelemetry.sdk.logs.export.BatchLogRecordProcessorBuilder;
import io.opentelemetry.sdk.logs.export.LogRecordExporter;

import org.springframework.boot.opentelemetry.autoconfigure.logging.OpenTelemetryLoggingProperties;

/**
 * One bounded processor for each sink of logs, as {@link SpanSinks} are for spans.
 *
 * @param first the processor of the first sink, idle if there is none
 * @param others those of the others
 * @param watches of the sinks
 */
public record LogSinks(BatchLogRecordProcessor first, LogRecordProcessor others, List<SinkWatch> watches) {

	/**
	 * Makes the processors.
	 * @param exporters one for each sink
	 */
	public static LogSinks of(List<LogRecordExporter> exporters, OpenTelemetryLoggingProperties.Export settings,
			List<LogSinkCustomizer> customizers) {
		List<BatchLogRecordProcessor> processors = new ArrayList<>();
		List<SinkWatch> watches = new ArrayList<>();
		for (LogRecordExporter exporter : exporters) {
			SinkWatch watch = new SinkWatch(exporter, "logs");
			watches.add(watch);
			processors.add(processor(BatchLogRecordProcessor.builder(new WatchedLogRecordExporter(exporter, watch))
				.setMeterProvider(watch.drops().meters()), settings, customizers));
		}
		if (exporters.isEmpty()) {
			processors
				.add(processor(BatchLogRecordProcessor.builder(LogRecordExporter.composite()), settings, customizers));
		}
		return new LogSinks(processors.get(0),
				LogRecordProcessor.composite(List.copyOf(processors.subList(1, processors.size()))),
				List.copyOf(watches));
	}

	private static BatchLogRecordProcessor processor(BatchLogRecordProcessorBuilder builder,
			OpenTelemetryLoggingProperties.Export settings, List<LogSinkCustomizer> customizers) {
		builder.setExporterTimeout(settings.getTimeout())
			.setMaxQueueSize(settings.getMaxQueueSize())
			.setScheduleDelay(settings.getScheduleDelay())
			.setMaxExportBatchSize(settings.getMaxBatchSize());
		customizers.forEach((customizer) -> customizer.customize(builder));
		return builder.build();
	}

}
