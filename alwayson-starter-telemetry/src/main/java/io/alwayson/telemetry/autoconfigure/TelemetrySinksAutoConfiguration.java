package io.alwayson.telemetry.autoconfigure;

import java.util.List;
import java.util.stream.Stream;

import io.alwayson.telemetry.opentelemetry.HeadDecision;
import io.alwayson.telemetry.opentelemetry.LogSinkCustomizer;
import io.alwayson.telemetry.opentelemetry.LogSinks;
import io.alwayson.telemetry.opentelemetry.ProbeSampler;
import io.alwayson.telemetry.opentelemetry.SpanSinkCustomizer;
import io.alwayson.telemetry.opentelemetry.SpanSinks;
import io.alwayson.telemetry.sampling.KeepCounts;
import io.alwayson.telemetry.sampling.KeepLimit;
import io.alwayson.telemetry.sampling.KeepRules;
import io.alwayson.telemetry.sampling.KeepingSampler;
import io.alwayson.telemetry.sampling.KeepingSpanProcessor;
import io.alwayson.workload.Workload;
import io.micrometer.tracing.exporter.SpanExportingPredicate;
import io.micrometer.tracing.exporter.SpanFilter;
import io.micrometer.tracing.exporter.SpanReporter;
import io.opentelemetry.api.metrics.MeterProvider;
import io.opentelemetry.sdk.logs.LogRecordProcessor;
import io.opentelemetry.sdk.logs.export.BatchLogRecordProcessor;
import io.opentelemetry.sdk.logs.export.LogRecordExporter;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.micrometer.tracing.autoconfigure.TracingProperties;
import org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.OpenTelemetryTracingAutoConfiguration;
import org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.OpenTelemetryTracingProperties;
import org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.SdkTracerProviderBuilderCustomizer;
import org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.SpanExporters;
import org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.SpanProcessors;
import org.springframework.boot.opentelemetry.autoconfigure.ConditionalOnEnabledOpenTelemetry;
import org.springframework.boot.opentelemetry.autoconfigure.logging.OpenTelemetryLoggingAutoConfiguration;
import org.springframework.boot.opentelemetry.autoconfigure.logging.OpenTelemetryLoggingProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Puts one bounded processor for each sink in the place of Boot's single one, which backs
 * off as it does for a user's, and keeps probes out of all of them.
 */
@AutoConfiguration(after = TelemetryAutoConfiguration.class,
		before = { OpenTelemetryTracingAutoConfiguration.class, OpenTelemetryLoggingAutoConfiguration.class })
@ConditionalOnTelemetry
@ConditionalOnEnabledOpenTelemetry
public final class TelemetrySinksAutoConfiguration {

	TelemetrySinksAutoConfiguration() {
	}

	/** First, so that another customizer's sampler wins. */
	@Bean
	@Order(Ordered.HIGHEST_PRECEDENCE)
	SdkTracerProviderBuilderCustomizer alwaysonProbeSampling(ObjectProvider<Sampler> sampler,
			ObjectProvider<SpanProcessors> processors) {
		return (builder) -> sampler.ifUnique((chosen) -> {
			boolean keeping = processors.stream()
				.flatMap((all) -> all.list().stream())
				.anyMatch(KeepingSpanProcessor.class::isInstance);
			builder.setSampler(new ProbeSampler(keeping ? new KeepingSampler(chosen) : chosen));
		});
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnMissingBean(BatchSpanProcessor.class)
	@EnableConfigurationProperties({ OpenTelemetryTracingProperties.class, TracingProperties.class })
	static class Spans {

		@Bean
		SpanSinks alwaysonSpanSinks(SpanExporters exporters, ObjectProvider<SpanExportingPredicate> predicates,
				ObjectProvider<SpanReporter> reporters, ObjectProvider<SpanFilter> filters,
				OpenTelemetryTracingProperties properties, ObjectProvider<MeterProvider> meterProvider,
				ObjectProvider<SpanSinkCustomizer> customizers) {
			SpanSinks.Pipeline pipeline = new SpanSinks.Pipeline(predicates.orderedStream().toList(),
					reporters.orderedStream().toList(), filters.orderedStream().toList());
			return SpanSinks.of(exporters.list(), pipeline, properties.getExport(), meterProvider.getIfAvailable(),
					customizers.orderedStream().toList());
		}

		@Bean
		BatchSpanProcessor alwaysonFirstSpanSink(SpanSinks sinks) {
			return sinks.first();
		}

		@Bean
		SpanProcessor alwaysonOtherSpanSinks(SpanSinks sinks) {
			return sinks.others();
		}

		@Bean
		@ConditionalOnMissingBean
		KeepCounts alwaysonKeepCounts() {
			return new KeepCounts();
		}

		@Bean
		@ConditionalOnMissingBean
		KeepRules alwaysonKeepRules(Workload workload, TelemetryProperties properties) {
			return new KeepRules(workload, properties.slow());
		}

		/** In the place of the sinks the SDK gets what decides for them. */
		@Bean
		@ConditionalOnMissingBean
		SpanProcessors alwaysonSpanProcessors(ObjectProvider<SpanProcessor> all, SpanSinks sinks, KeepRules rules,
				KeepCounts counts, TelemetryProperties properties, OpenTelemetryTracingProperties tracing,
				TracingProperties sampling, ObjectProvider<Sampler> sampler) {
			List<SpanProcessor> processors = all.orderedStream().toList();
			if (!sinks.sending() || !properties.keeps() || tracing.getExport().isIncludeUnsampled()) {
				return SpanProcessors.of(processors);
			}
			KeepLimit limit = new KeepLimit(properties.keptPerSecond(), System::nanoTime);
			double probability = HeadDecision.probability(sampler.getIfUnique(),
					sampling.getSampling().getProbability());
			SpanProcessor keeping = new KeepingSpanProcessor(SpanProcessor.composite(sinks.first(), sinks.others()),
					rules, limit, counts, probability);
			return SpanProcessors.of(
					Stream
						.concat(processors.stream()
							.filter((processor) -> processor != sinks.first() && processor != sinks.others()),
								Stream.of(keeping))
						.toList());
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnMissingBean(BatchLogRecordProcessor.class)
	@EnableConfigurationProperties(OpenTelemetryLoggingProperties.class)
	static class Logs {

		@Bean
		LogSinks alwaysonLogSinks(ObjectProvider<LogRecordExporter> exporters,
				OpenTelemetryLoggingProperties properties, ObjectProvider<LogSinkCustomizer> customizers) {
			return LogSinks.of(exporters.orderedStream().toList(), properties.getExport(),
					customizers.orderedStream().toList());
		}

		@Bean
		BatchLogRecordProcessor alwaysonFirstLogSink(LogSinks sinks) {
			return sinks.first();
		}

		@Bean
		LogRecordProcessor alwaysonOtherLogSinks(LogSinks sinks) {
			return sinks.others();
		}

	}

}
