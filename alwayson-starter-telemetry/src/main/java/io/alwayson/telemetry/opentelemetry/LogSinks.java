package io.alwayson.telemetry.opentelemetry;

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
 */
public record LogSinks(BatchLogRecordProcessor first, LogRecordProcessor others) {

	/**
	 * Makes the processors.
	 * @param exporters one for each sink
	 */
	public static LogSinks of(List<LogRecordExporter> exporters, OpenTelemetryLoggingProperties.Export settings,
			List<LogSinkCustomizer> customizers) {
		List<LogRecordExporter> sinks = exporters.isEmpty() ? List.of(LogRecordExporter.composite()) : exporters;
		List<BatchLogRecordProcessor> processors = sinks.stream().map((sink) -> {
			BatchLogRecordProcessorBuilder builder = BatchLogRecordProcessor.builder(sink)
				.setExporterTimeout(settings.getTimeout())
				.setMaxQueueSize(settings.getMaxQueueSize())
				.setScheduleDelay(settings.getScheduleDelay())
				.setMaxExportBatchSize(settings.getMaxBatchSize());
			customizers.forEach((customizer) -> customizer.customize(builder));
			return builder.build();
		}).toList();
		return new LogSinks(processors.get(0),
				LogRecordProcessor.composite(List.copyOf(processors.subList(1, processors.size()))));
	}

}
