package io.alwayson.telemetry.autoconfigure;

import ch.qos.logback.classic.LoggerContext;
import io.alwayson.telemetry.logging.LogAppender;
import io.alwayson.telemetry.logging.LogAppenderCustomizer;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.sdk.logs.export.LogRecordExporter;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.opentelemetry.autoconfigure.OpenTelemetrySdkAutoConfiguration;
import org.springframework.boot.opentelemetry.autoconfigure.logging.otlp.OtlpLoggingAutoConfiguration;
import org.springframework.context.annotation.Bean;

/**
 * Hands log lines to the sinks, where there is one that takes logs.
 */
@AutoConfiguration(after = { OpenTelemetrySdkAutoConfiguration.class, OtlpLoggingAutoConfiguration.class,
		AzureMonitorAutoConfiguration.class })
@ConditionalOnTelemetry
@ConditionalOnClass(LoggerContext.class)
@ConditionalOnBean({ OpenTelemetry.class, LogRecordExporter.class })
public final class TelemetryLoggingAutoConfiguration {

	TelemetryLoggingAutoConfiguration() {
	}

	@Bean(initMethod = "install")
	@ConditionalOnMissingBean
	LogAppender alwaysonLogAppender(OpenTelemetry openTelemetry, ObjectProvider<LogAppenderCustomizer> customizers) {
		return new LogAppender(openTelemetry, customizers.orderedStream().toList());
	}

}
