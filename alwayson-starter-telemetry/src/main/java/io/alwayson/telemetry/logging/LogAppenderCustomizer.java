package io.alwayson.telemetry.logging;

import io.opentelemetry.instrumentation.logback.appender.v1_0.OpenTelemetryAppender;

/**
 * Changes the appender that hands log lines to the sinks. Declare it as a bean.
 */
@FunctionalInterface
public interface LogAppenderCustomizer {

	/** Called once, after our own settings and before the appender starts. */
	void customize(OpenTelemetryAppender appender);

}
