package io.alwayson.telemetry.azure;

import com.azure.monitor.opentelemetry.autoconfigure.AzureMonitorAutoConfigureOptions;

/**
 * Changes how the exporter reaches Azure Monitor, for example its credential
 * ({@code options.credential(...)} for Entra ID) or its HTTP client. Declare it as a
 * bean.
 */
@FunctionalInterface
public interface AzureMonitorOptionsCustomizer {

	/** Called once, after the connection string was set. */
	void customize(AzureMonitorAutoConfigureOptions options);

}
