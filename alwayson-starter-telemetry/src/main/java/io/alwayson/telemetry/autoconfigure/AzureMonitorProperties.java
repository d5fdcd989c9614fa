package io.alwayson.telemetry.autoconfigure;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * The sink Azure Monitor, as written.
 *
 * @param connectionString connection string of the Application Insights resource; it is
 * not a secret. Default the environment variable
 * {@code APPLICATIONINSIGHTS_CONNECTION_STRING}; empty switches the sink off
 * @param entraId whether rows are sent with a token of Entra ID, which a resource without
 * local authentication asks for. Default false
 * @param metricsInterval time between two exports of metrics, at least 1s. Default 60s
 */
record AzureMonitorProperties(@Nullable String connectionString, @Nullable Boolean entraId,
		@Nullable Duration metricsInterval) {
}
