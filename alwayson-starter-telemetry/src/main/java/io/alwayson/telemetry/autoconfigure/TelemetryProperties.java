package io.alwayson.telemetry.autoconfigure;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;

/**
 * The keys under {@code alwayson.telemetry}, as written. OTLP has Boot's own keys.
 *
 * @param enabled whether the telemetry starter does anything. Default true
 * @param azureMonitor the sink Azure Monitor
 */
@ConfigurationProperties("alwayson.telemetry")
record TelemetryProperties(@Nullable Boolean enabled,
		@NestedConfigurationProperty @Nullable AzureMonitorProperties azureMonitor) {

	static final String PREFIX = "alwayson.telemetry";

	private static final Duration METRICS_INTERVAL = Duration.ofSeconds(60);

	Duration azureMonitorMetricsInterval() {
		return (this.azureMonitor != null && this.azureMonitor.metricsInterval() != null)
				? this.azureMonitor.metricsInterval() : METRICS_INTERVAL;
	}

}
