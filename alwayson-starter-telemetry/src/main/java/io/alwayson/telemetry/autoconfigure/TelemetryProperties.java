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
 * @param keep what is kept although the sampler would drop it
 */
@ConfigurationProperties("alwayson.telemetry")
record TelemetryProperties(@Nullable Boolean enabled,
		@NestedConfigurationProperty @Nullable AzureMonitorProperties azureMonitor,
		@NestedConfigurationProperty @Nullable KeepProperties keep) {

	static final String PREFIX = "alwayson.telemetry";

	private static final Duration METRICS_INTERVAL = Duration.ofSeconds(60);

	private static final Duration SLOW = Duration.ofSeconds(1);

	private static final int KEPT_PER_SECOND = 100;

	boolean keeps() {
		return this.keep == null || !Boolean.FALSE.equals(this.keep.enabled());
	}

	Duration slow() {
		return (this.keep != null && this.keep.slow() != null) ? this.keep.slow() : SLOW;
	}

	int keptPerSecond() {
		return (this.keep != null && this.keep.perSecond() != null) ? this.keep.perSecond() : KEPT_PER_SECOND;
	}

	boolean azureMonitorWithEntraId() {
		return this.azureMonitor != null && Boolean.TRUE.equals(this.azureMonitor.entraId());
	}

	Duration azureMonitorMetricsInterval() {
		return (this.azureMonitor != null && this.azureMonitor.metricsInterval() != null)
				? this.azureMonitor.metricsInterval() : METRICS_INTERVAL;
	}

}
