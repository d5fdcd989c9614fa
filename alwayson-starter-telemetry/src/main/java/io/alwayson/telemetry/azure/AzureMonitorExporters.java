package io.alwayson.telemetry.azure;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;

import com.azure.core.credential.TokenCredential;
import com.azure.monitor.opentelemetry.autoconfigure.AzureMonitorAutoConfigure;
import com.azure.monitor.opentelemetry.autoconfigure.AzureMonitorAutoConfigureOptions;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdkBuilder;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigProperties;
import io.opentelemetry.sdk.logs.export.LogRecordExporter;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import org.jspecify.annotations.Nullable;

/**
 * Azure's three exporters, which share one connection. The library only builds whole
 * SDKs, so one is built as a donor, its exporters are taken out and the rest is closed
 * again: Boot's sampler, resource and batch settings stay in force.
 */
public final class AzureMonitorExporters implements AutoCloseable {

	private static final int CLOSE_SECONDS = 3;

	/** Nothing of the environment may reach the donor, or send anything by itself. */
	private static final Map<String, String> DONOR = Map.of("otel.traces.exporter", "azure_monitor",
			"otel.metrics.exporter", "azure_monitor", "otel.logs.exporter", "azure_monitor", "otel.propagators", "none",
			"otel.traces.sampler", "always_off", "otel.sdk.disabled", "false",
			// Would show nothing: the donor sees no span.
			"applicationinsights.live.metrics.enabled", "false");

	private final SpanExporter spans;

	private final LogRecordExporter logs;

	private final MetricExporter metrics;

	private AzureMonitorExporters(SpanExporter spans, LogRecordExporter logs, MetricExporter metrics) {
		this.spans = spans;
		this.logs = logs;
		this.metrics = metrics;
	}

	/**
	 * Builds the exporters. Opens no connection before there is something to send.
	 * @param credential of the sender, or {@code null} if none is asked for
	 * @param resource of the rows that the library makes itself, such as its heartbeat
	 */
	public static AzureMonitorExporters create(String connectionString, @Nullable TokenCredential credential,
			Resource resource, List<AzureMonitorOptionsCustomizer> customizers) {
		AzureMonitorAutoConfigureOptions options = new AzureMonitorAutoConfigureOptions()
			.connectionString(connectionString);
		if (credential != null) {
			options.credential(credential);
		}
		customizers.forEach((customizer) -> customizer.customize(options));
		AutoConfiguredOpenTelemetrySdkBuilder donor = AutoConfiguredOpenTelemetrySdk.builder()
			.disableShutdownHook()
			.addPropertiesCustomizer((environment) -> DONOR)
			.addResourceCustomizer((ignored, properties) -> resource);
		AzureMonitorAutoConfigure.customize(donor, options);
		Taken<SpanExporter> spans = new Taken<>(SpanExporter.composite());
		Taken<LogRecordExporter> logs = new Taken<>(LogRecordExporter.composite());
		Taken<MetricExporter> metrics = new Taken<>(new NothingExporter());
		donor.addSpanExporterCustomizer(spans)
			.addLogRecordExporterCustomizer(logs)
			.addMetricExporterCustomizer(metrics);
		donor.build().getOpenTelemetrySdk().close();
		return new AzureMonitorExporters(spans.get(), logs.get(), metrics.get());
	}

	/** Spans, as the library exports them. */
	public SpanExporter spans() {
		return this.spans;
	}

	/** Logs, as the library exports them. */
	public LogRecordExporter logs() {
		return this.logs;
	}

	/** Metrics, as the library exports them. */
	public MetricExporter metrics() {
		return this.metrics;
	}

	/** Waits a moment for what is under way, then gives the connection back. */
	@Override
	public void close() {
		// One pipeline: its flush is that of all three.
		this.spans.flush().join(CLOSE_SECONDS, TimeUnit.SECONDS);
		this.logs.shutdown();
		this.metrics.shutdown();
		this.spans.shutdown();
	}

	/**
	 * Takes an exporter out of the donor and leaves one that does nothing.
	 */
	private static final class Taken<T> implements BiFunction<T, ConfigProperties, T> {

		private final AtomicReference<T> exporter = new AtomicReference<>();

		private final T substitute;

		Taken(T substitute) {
			this.substitute = substitute;
		}

		@Override
		public T apply(T built, ConfigProperties properties) {
			this.exporter.set(built);
			return this.substitute;
		}

		T get() {
			T taken = this.exporter.get();
			if (taken == null) {
				throw new IllegalStateException("The Azure Monitor library built no exporter");
			}
			return taken;
		}

	}

}
