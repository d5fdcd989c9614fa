package io.alwayson.telemetry.autoconfigure;

import org.jspecify.annotations.Nullable;

import org.springframework.core.env.Environment;

/**
 * Where Azure Monitor was asked for. The key wins over the environment variable that
 * Azure's own tools use; an empty key switches the sink off.
 *
 * @param source the key or the variable
 * @param connectionString what it says
 */
record AzureMonitorSetting(String source, String connectionString) {

	static final String KEY = TelemetryProperties.PREFIX + ".azure-monitor.connection-string";

	static final String VARIABLE = "APPLICATIONINSIGHTS_CONNECTION_STRING";

	static final String LIBRARY_CLASS = "com.azure.monitor.opentelemetry.autoconfigure.AzureMonitorAutoConfigure";

	/** The setting of the environment, or {@code null} if the sink is off. */
	static @Nullable AzureMonitorSetting of(Environment environment) {
		String source = (environment.getProperty(KEY) != null) ? KEY : VARIABLE;
		String value = environment.getProperty(source);
		return (value != null && !value.isBlank()) ? new AzureMonitorSetting(source, value.trim()) : null;
	}

	boolean isKey() {
		return this.source.equals(KEY);
	}

}
