package io.alwayson.telemetry.autoconfigure;

import java.util.List;

import com.azure.core.credential.TokenCredential;
import com.azure.monitor.opentelemetry.autoconfigure.AzureMonitorAutoConfigure;
import io.alwayson.telemetry.azure.AzureMonitorExporters;
import io.alwayson.telemetry.azure.AzureMonitorMetrics;
import io.alwayson.telemetry.azure.AzureMonitorMetricsCustomizer;
import io.alwayson.telemetry.azure.AzureMonitorOptionsCustomizer;
import io.alwayson.telemetry.azure.AzureMonitorRows;
import io.alwayson.telemetry.azure.PlatformIdentity;
import io.alwayson.telemetry.azure.StampedLogRecordExporter;
import io.alwayson.telemetry.azure.StampedSpanExporter;
import io.alwayson.workload.Workload;
import io.alwayson.workload.binding.InvalidWorkloadException;
import io.alwayson.workload.binding.Violation;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.resources.Resource;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.opentelemetry.autoconfigure.ConditionalOnEnabledOpenTelemetry;
import org.springframework.boot.opentelemetry.autoconfigure.OpenTelemetrySdkAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;

/**
 * The sink Azure Monitor, once a connection string was given: its exporters beside those
 * of OTLP, and a meter registry of its own.
 */
@AutoConfiguration(
		after = { TelemetryAutoConfiguration.class, OpenTelemetrySdkAutoConfiguration.class,
				MetricsAutoConfiguration.class },
		before = { CompositeMeterRegistryAutoConfiguration.class, SimpleMetricsExportAutoConfiguration.class })
@ConditionalOnTelemetry
@ConditionalOnClass({ AzureMonitorAutoConfigure.class, AutoConfiguredOpenTelemetrySdk.class })
@Conditional(OnAzureMonitorCondition.class)
@ConditionalOnEnabledOpenTelemetry
public final class AzureMonitorAutoConfiguration {

	AzureMonitorAutoConfiguration() {
	}

	@Bean
	@ConditionalOnMissingBean
	AzureMonitorRows alwaysonAzureMonitorRows(Resource resource) {
		return new AzureMonitorRows(resource);
	}

	/**
	 * Takes the properties because they are checked: a bad connection string must not
	 * come this far.
	 */
	@Bean
	@ConditionalOnMissingBean
	AzureMonitorExporters alwaysonAzureMonitorExporters(TelemetryProperties checked, Environment environment,
			Workload workload, AzureMonitorRows rows, ObjectProvider<TokenCredential> credential,
			ObjectProvider<AzureMonitorOptionsCustomizer> customizers) {
		AzureMonitorSetting setting = AzureMonitorSetting.of(environment);
		if (setting == null) {
			throw new IllegalStateException("The connection string of Azure Monitor is gone");
		}
		TokenCredential token = checked.azureMonitorWithEntraId()
				? credential(workload, environment, credential.getIfUnique()) : null;
		return AzureMonitorExporters.create(setting.connectionString(), token, rows.resource(),
				customizers.orderedStream().toList());
	}

	private static TokenCredential credential(Workload workload, Environment environment,
			@Nullable TokenCredential bean) {
		if (bean != null) {
			return bean;
		}
		if (!ClassUtils.isPresent("com.azure.identity.ManagedIdentityCredentialBuilder", null)) {
			throw new InvalidWorkloadException(List
				.of(new Violation(TelemetryProperties.PREFIX + ".azure-monitor.entra-id", "true", "needs a credential",
						"Declare a TokenCredential bean or add the dependency com.azure:azure-identity")));
		}
		return PlatformIdentity.create(workload.stamp().isLocal(), environment::getProperty);
	}

	@Bean
	@ConditionalOnMissingBean
	StampedSpanExporter alwaysonAzureMonitorSpanExporter(AzureMonitorExporters exporters, AzureMonitorRows rows) {
		return new StampedSpanExporter(exporters.spans(), rows);
	}

	@Bean
	@ConditionalOnMissingBean
	StampedLogRecordExporter alwaysonAzureMonitorLogExporter(AzureMonitorExporters exporters, AzureMonitorRows rows) {
		return new StampedLogRecordExporter(exporters.logs(), rows);
	}

	@Bean
	@ConditionalOnMissingBean
	AzureMonitorMetrics alwaysonAzureMonitorMetrics(AzureMonitorExporters exporters, AzureMonitorRows rows, Clock clock,
			TelemetryProperties properties, ObjectProvider<AzureMonitorMetricsCustomizer> customizers) {
		return new AzureMonitorMetrics(exporters.metrics(), rows, clock, properties.azureMonitorMetricsInterval(),
				customizers.orderedStream().toList());
	}

	@Bean
	MeterRegistry alwaysonAzureMonitorMeterRegistry(AzureMonitorMetrics metrics) {
		return metrics.registry();
	}

}
