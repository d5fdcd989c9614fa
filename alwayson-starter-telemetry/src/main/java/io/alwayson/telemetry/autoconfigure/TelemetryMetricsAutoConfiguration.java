package io.alwayson.telemetry.autoconfigure;

import io.alwayson.telemetry.CorrelationIds;
import io.alwayson.telemetry.StampIdentity;
import io.alwayson.telemetry.metrics.CorrelationMetrics;
import io.alwayson.telemetry.metrics.FlowMetrics;
import io.alwayson.telemetry.metrics.KeepMetrics;
import io.alwayson.telemetry.metrics.StampTags;
import io.alwayson.telemetry.sampling.KeepCounts;
import io.alwayson.workload.Workload;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsProperties;
import org.springframework.context.annotation.Bean;

/**
 * Meters of flows and correlation, and the stamp on registries without a resource.
 */
@AutoConfiguration(after = { TelemetryAutoConfiguration.class, TelemetrySinksAutoConfiguration.class },
		before = MetricsAutoConfiguration.class)
@ConditionalOnTelemetry
public final class TelemetryMetricsAutoConfiguration {

	TelemetryMetricsAutoConfiguration() {
	}

	@Bean
	@ConditionalOnMissingBean
	StampTags alwaysonStampTags(StampIdentity identity, ObjectProvider<MetricsProperties> properties) {
		return new StampTags(identity, properties.getObject().getTags().keySet());
	}

	@Bean
	@ConditionalOnMissingBean
	CorrelationMetrics alwaysonCorrelationMetrics(CorrelationIds ids) {
		return new CorrelationMetrics(ids);
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnBean(KeepCounts.class)
	KeepMetrics alwaysonKeepMetrics(KeepCounts counts) {
		return new KeepMetrics(counts);
	}

	@Bean
	@ConditionalOnMissingBean
	FlowMetrics alwaysonFlowMetrics(Workload workload) {
		return new FlowMetrics(workload);
	}

}
