package io.alwayson.telemetry.azure;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.opentelemetry.instrumentation.micrometer.v1_5.OpenTelemetryMeterRegistry;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.metrics.Aggregation;
import io.opentelemetry.sdk.metrics.InstrumentSelector;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.SdkMeterProviderBuilder;
import io.opentelemetry.sdk.metrics.View;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import io.opentelemetry.sdk.metrics.export.PeriodicMetricReader;

import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.core.Ordered;

/**
 * Micrometer's meters on their way to Azure Monitor, and nowhere else. The stamp is on
 * each point as tags, because the exporter drops the resource.
 */
public final class AzureMonitorMetrics implements ApplicationListener<ContextClosedEvent>, Ordered, AutoCloseable {

	private static final int FLUSH_SECONDS = 3;

	private final SdkMeterProvider meterProvider;

	private final MeterRegistry registry;

	private volatile boolean reachable = true;

	/**
	 * Creates the registry.
	 * @param interval time between two exports
	 */
	public AzureMonitorMetrics(MetricExporter exporter, AzureMonitorRows rows, Clock clock, Duration interval,
			List<AzureMonitorMetricsCustomizer> customizers) {
		SdkMeterProviderBuilder builder = SdkMeterProvider.builder()
			.setResource(rows.resource())
			// What the reader measures of itself has no stamp, and nobody asked for it.
			.registerView(InstrumentSelector.builder().setMeterName("io.opentelemetry.sdk.metrics").build(),
					View.builder().setAggregation(Aggregation.drop()).build())
			.registerMetricReader(PeriodicMetricReader.builder(exporter).setInterval(interval).build());
		customizers.forEach((customizer) -> customizer.customize(builder));
		this.meterProvider = builder.build();
		this.registry = OpenTelemetryMeterRegistry
			.builder(OpenTelemetrySdk.builder().setMeterProvider(this.meterProvider).build())
			.setClock(clock)
			.build();
		this.registry.config().commonTags(rows.identity().stream().map(AzureMonitorMetrics::tag).toList());
	}

	/** The registry to be filled. */
	public MeterRegistry registry() {
		return this.registry;
	}

	/** Boot closes the registries on the same event, and gauges are gone then. */
	@Override
	public void onApplicationEvent(ContextClosedEvent event) {
		this.reachable = this.meterProvider.forceFlush().join(FLUSH_SECONDS, TimeUnit.SECONDS).isSuccess();
	}

	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

	/** Does not wait a second time for a sink that did not answer the first time. */
	@Override
	public void close() {
		CompletableResultCode end = this.meterProvider.shutdown();
		if (this.reachable) {
			end.join(FLUSH_SECONDS, TimeUnit.SECONDS);
		}
	}

	private static Tag tag(AzureMonitorRows.Label label) {
		return Tag.of(label.name(), label.value());
	}

}
