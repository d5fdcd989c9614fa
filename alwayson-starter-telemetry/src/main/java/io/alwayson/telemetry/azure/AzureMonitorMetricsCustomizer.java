package io.alwayson.telemetry.azure;

import io.opentelemetry.sdk.metrics.SdkMeterProviderBuilder;

/**
 * Changes which metrics go to Azure Monitor, for example with a view that drops some.
 * Declare it as a bean.
 */
@FunctionalInterface
public interface AzureMonitorMetricsCustomizer {

	/** Called once, after our own settings. */
	void customize(SdkMeterProviderBuilder builder);

}
