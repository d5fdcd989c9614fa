package io.alwayson.telemetry.opentelemetry;

import io.opentelemetry.sdk.logs.export.BatchLogRecordProcessorBuilder;

/**
 * Changes the processor of each sink of logs. Declare it as a bean.
 */
@FunctionalInterface
public interface LogSinkCustomizer {

	/** Called for each builder, after our own settings. */
	void customize(BatchLogRecordProcessorBuilder builder);

}
