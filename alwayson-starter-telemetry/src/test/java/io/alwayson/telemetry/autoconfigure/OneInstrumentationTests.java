package io.alwayson.telemetry.autoconfigure;

import org.junit.jupiter.api.Test;
import org.mockito.Mockito;

import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Starters that would report everything a second time. {@code AgentIT} has agents.
 */
class OneInstrumentationTests {

	private static final String[] NAMES = {
			"io.opentelemetry.instrumentation.spring.autoconfigure.OpenTelemetryAutoConfiguration", null,
			"org.springframework.boot.opentelemetry.autoconfigure.OpenTelemetrySdkAutoConfiguration",
			"com.azure.spring.cloud.autoconfigure.monitor.implementation.AzureSpringMonitorAutoConfiguration",
			"com.azure.monitor.applicationinsights.spring.AzureSpringMonitorAutoConfig",
			"io.alwayson.telemetry.autoconfigure.TelemetryAutoConfiguration" };

	private final OneInstrumentation filter = new OneInstrumentation();

	@Test
	void theirAutoConfigurationsAreLeftOut() {
		this.filter.setEnvironment(new MockEnvironment());
		assertThat(match()).containsExactly(false, true, true, false, false, true);
	}

	@Test
	void withoutOursTheyStay() {
		this.filter.setEnvironment(new MockEnvironment().withProperty("alwayson.telemetry.enabled", "false"));
		assertThat(match()).containsOnly(true);
	}

	@Test
	void whereThereIsNobodyElseNothingIsSaid() {
		assertThat(OtherInstrumentation.present(new MockEnvironment(), getClass().getClassLoader())).isEmpty();
	}

	private boolean[] match() {
		return this.filter.match(NAMES, Mockito.mock(AutoConfigurationMetadata.class));
	}

}
