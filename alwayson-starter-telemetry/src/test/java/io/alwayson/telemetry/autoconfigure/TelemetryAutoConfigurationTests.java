package io.alwayson.telemetry.autoconfigure;

import java.util.HashMap;
import java.util.Map;

import com.azure.monitor.opentelemetry.autoconfigure.AzureMonitorAutoConfigure;
import io.alwayson.telemetry.CorrelationIds;
import io.alwayson.telemetry.StampIdentity;
import io.alwayson.telemetry.azure.AzureMonitorExporters;
import io.alwayson.telemetry.opentelemetry.SpanSinks;
import io.alwayson.workload.Stamp;
import io.alwayson.workload.autoconfigure.WorkloadAutoConfiguration;
import io.alwayson.workload.binding.InvalidWorkloadException;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.sdk.logs.export.BatchLogRecordProcessor;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mockito.Mockito;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.micrometer.tracing.autoconfigure.MicrometerTracingAutoConfiguration;
import org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.OpenTelemetryTracingAutoConfiguration;
import org.springframework.boot.opentelemetry.autoconfigure.OpenTelemetryProperties;
import org.springframework.boot.opentelemetry.autoconfigure.OpenTelemetrySdkAutoConfiguration;
import org.springframework.boot.opentelemetry.autoconfigure.logging.OpenTelemetryLoggingAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

class TelemetryAutoConfigurationTests {

	private static final String KEY = "alwayson.telemetry.azure-monitor.connection-string";

	private static final String VALID = "InstrumentationKey=00000000-0000-0000-0000-000000000000;IngestionEndpoint=http://localhost:1/";

	private final ApplicationContextRunner runner = new ApplicationContextRunner().withConfiguration(AutoConfigurations
		.of(WorkloadAutoConfiguration.class, TelemetryAutoConfiguration.class, TelemetrySinksAutoConfiguration.class,
				TelemetryMetricsAutoConfiguration.class, TelemetryLoggingAutoConfiguration.class,
				TelemetryHttpAutoConfiguration.class, AzureMonitorAutoConfiguration.class,
				OpenTelemetrySdkAutoConfiguration.class, OpenTelemetryTracingAutoConfiguration.class,
				OpenTelemetryLoggingAutoConfiguration.class, MicrometerTracingAutoConfiguration.class,
				ObservationAutoConfiguration.class, MetricsAutoConfiguration.class,
				CompositeMeterRegistryAutoConfiguration.class, SimpleMetricsExportAutoConfiguration.class));

	@Test
	void withNothingConfiguredThereIsNoSink() {
		this.runner.run((context) -> {
			assertThat(context).hasNotFailed().hasSingleBean(StampIdentity.class).doesNotHaveBean(SpanExporter.class);
			assertThat(context).doesNotHaveBean(AzureMonitorExporters.class).doesNotHaveBean("alwaysonLogAppender");
			assertThat(context).hasSingleBean(BatchSpanProcessor.class).hasSingleBean(BatchLogRecordProcessor.class);
		});
	}

	@Test
	void disabledLeavesNoBeanOfOurs() {
		this.runner.withPropertyValues("alwayson.telemetry.enabled=false", KEY + "=nonsense").run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBeanDefinitionNames()).allSatisfy((name) -> assertThat(
					String.valueOf(context.getBeanFactory().getMergedBeanDefinition(name).getBeanClassName())
							+ context.getType(name))
				.doesNotContain("io.alwayson.telemetry"));
		});
	}

	@Test
	void usersOwnBeansWin() {
		StampIdentity own = new StampIdentity(new Stamp("own", "own", "own", null), "own");
		BatchSpanProcessor processor = BatchSpanProcessor.builder(SpanExporter.composite()).build();
		this.runner.withBean(StampIdentity.class, () -> own)
			.withBean(BatchSpanProcessor.class, () -> processor)
			.withBean(CorrelationIds.class, CorrelationIds::new)
			.run((context) -> {
				assertThat(context).hasSingleBean(CorrelationIds.class).doesNotHaveBean(SpanSinks.class);
				assertThat(context.getBean(BatchSpanProcessor.class)).isSameAs(processor);
				assertThat(context.getBean(Resource.class).getAttributes().asMap()).containsValue("own");
			});
	}

	@Test
	void connectionStringMakesTheSink() {
		this.runner.withPropertyValues(KEY + "=" + VALID).run((context) -> {
			assertThat(context).hasNotFailed()
				.hasSingleBean(AzureMonitorExporters.class)
				.hasBean("alwaysonLogAppender")
				.hasSingleBean(MeterRegistry.class);
			assertThat(context.getBean(MeterRegistry.class).getClass().getSimpleName())
				.isEqualTo("OpenTelemetryMeterRegistry");
		});
	}

	@Test
	void variableOfAzuresToolsIsUnderstoodAndTheKeyWins() {
		this.runner.withPropertyValues("APPLICATIONINSIGHTS_CONNECTION_STRING=" + VALID)
			.run((context) -> assertThat(context).hasSingleBean(AzureMonitorExporters.class));
		this.runner.withPropertyValues("APPLICATIONINSIGHTS_CONNECTION_STRING=nonsense", KEY + "=" + VALID)
			.run((context) -> assertThat(context).hasNotFailed());
		this.runner.withPropertyValues("APPLICATIONINSIGHTS_CONNECTION_STRING=" + VALID, KEY + "=")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(AzureMonitorExporters.class));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					nonsense                                                                     | has a part (number 1) that is not <name>=<value>
					InstrumentationKey=00000000-0000-0000-0000-000000000000;x                    | has a part (number 2) that is not <name>=<value>
					IngestionEndpoint=https://localhost/                                         | has no InstrumentationKey
					InstrumentationKey=                                                          | has an InstrumentationKey that is not a GUID
					InstrumentationKey=secret-4711;IngestionEndpoint=https://localhost/          | has an InstrumentationKey that is not a GUID
					InstrumentationKey=00000000-0000-0000-0000-000000000000;IngestionEndpoint=no | has an IngestionEndpoint that is not an http or https URL
					InstrumentationKey=00000000-0000-0000-0000-000000000000;LiveEndpoint=ftp://x | has a LiveEndpoint that is not an http or https URL
					""")
	void malformedConnectionStringEndsTheStart(String value, String problem) {
		this.runner.withPropertyValues(KEY + "=" + value).run((context) -> {
			assertThat(context.getStartupFailure()).rootCause()
				.isInstanceOf(InvalidWorkloadException.class)
				.hasMessageContaining(KEY + ": " + problem + ". Copy the whole connection string");
			assertThat(context.getStartupFailure()).rootCause().message().doesNotContain("secret-4711");
		});
	}

	@Test
	void missingLibraryEndsTheStartWithItsName() {
		this.runner.withClassLoader(new FilteredClassLoader(AzureMonitorAutoConfigure.class))
			.withPropertyValues(KEY + "=" + VALID)
			.run((context) -> assertThat(context.getStartupFailure()).rootCause()
				.hasMessageContaining("Add the dependency com.azure:azure-monitor-opentelemetry-autoconfigure"));
	}

	@Test
	void missingLibraryDoesNotMatterToTheVariable() {
		this.runner.withClassLoader(new FilteredClassLoader(AzureMonitorAutoConfigure.class))
			.withPropertyValues("APPLICATIONINSIGHTS_CONNECTION_STRING=" + VALID)
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void allThatIsWrongIsSaidAtOnce() {
		this.runner
			.withPropertyValues("alwayson.telemetry.enabled=maybe", "alwayson.telemetry.colour=blue",
					"alwayson.telemetry.azure-monitor.metrics-interval=1ms", KEY + "=nonsense",
					"alwayson.telemetry.keep.slow=0s", "alwayson.telemetry.keep.per-second=0")
			.run((context) -> assertThat(context.getStartupFailure()).rootCause()
				.hasMessageContaining("6 errors")
				.hasMessageContaining("alwayson.telemetry.keep.slow = '0ms': is not more than 0")
				.hasMessageContaining("alwayson.telemetry.keep.per-second = '0': is less than 1")
				.hasMessageContaining("alwayson.telemetry.enabled: is not true or false")
				.hasMessageContaining("alwayson.telemetry.colour: is not a key")
				.hasMessageContaining("alwayson.telemetry.azure-monitor.metrics-interval = '1ms': is shorter than 1s")
				.hasMessageContaining(KEY + ": has a part"));
	}

	@Test
	@SuppressWarnings("unchecked")
	void resourceAttributesOfKeysAndVariableWin() {
		ObjectProvider<StampIdentity> identity = Mockito.mock(ObjectProvider.class);
		Mockito.when(identity.getObject())
			.thenReturn(new StampIdentity(new Stamp("weu-blue", "westeurope", "prod", "1.4.0"), "pod-1"));
		OpenTelemetryProperties properties = new OpenTelemetryProperties();
		properties.setResourceAttributes(new HashMap<>(Map.of("service.version", "2.0.0")));
		new StampResourceAttributes(identity, (name) -> "cloud.region=mars, x=y")
			.postProcessAfterInitialization(properties, "properties");
		assertThat(properties.getResourceAttributes()).containsEntry("service.version", "2.0.0")
			.containsEntry("alwayson.stamp.id", "weu-blue")
			// Boot adds what the variable says.
			.doesNotContainKeys("cloud.region", "x");
	}

}
