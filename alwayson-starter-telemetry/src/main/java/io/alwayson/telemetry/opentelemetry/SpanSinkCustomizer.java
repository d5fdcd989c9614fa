package io.alwayson.telemetry.opentelemetry;

import io.opentelemetry.sdk.trace.export.BatchSpanProcessorBuilder;

/**
 * Changes the processor of each sink of spans. Declare it as a bean.
 */
@FunctionalInterface
public interface SpanSinkCustomizer {

	/** Called for each builder, after our own settings. */
	void customize(BatchSpanProcessorBuilder builder);

}
