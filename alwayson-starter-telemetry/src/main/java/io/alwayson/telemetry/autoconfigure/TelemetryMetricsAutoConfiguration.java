package io.alwayson.telemetry.autoconfigure;

import java.util.stream.Stream;

import io.alwayson.telemetry.CorrelationIds;
import io.alwayson.telemetry.StampIdentity;
import io.alwayson.telemetry.metrics.BurnRates;
import io.alwayson.telemetry.metrics.CorrelationMetrics;
import io.alwayson.telemetry.metrics.DependencyMetrics;
import io.alwayson.telemetry.metrics.FlowMetrics;
import io.alwayson.telemetry.metrics.KeepMetrics;
import io.alwayson.telemetry.metrics.SinkMetrics;
import io.alwayson.telemetry.metrics.StampTags;
import io.alwayson.telemetry.opentelemetry.LogSinks;
import io.alwayson.telemetry.opentelemetry.SpanSinks;
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
	SinkMetrics alwaysonSinkMetrics(ObjectProvider<SpanSinks> spans, ObjectProvider<LogSinks> logs) {
		return new SinkMetrics(Stream
			.concat(spans.stream().flatMap((sinks) -> sinks.watches().stream()),
					logs.stream().flatMap((sinks) -> sinks.watches().stream()))
			.toList());
	}

	@Bean
	@ConditionalOnMissingBean
	DependencyMetrics alwaysonDependencyMetrics(Workload workload) {
		return new DependencyMetrics(workload);
	}

	@Bean
	@ConditionalOnMissingBean
	BurnRates alwaysonBurnRates(Workload workload) {
		return new BurnRates(workload, System::nanoTime);
	}

	@Bean
	@ConditionalOnMissingBean
	FlowMetrics alwaysonFlowMetrics(Workload workload) {
		return new FlowMetrics(workload);
	}

}
