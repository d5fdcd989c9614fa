package io.alwayson.telemetry.autoconfigure;

import java.util.Map;

import org.junit.jupiter.api.Test;

import org.springframework.boot.SpringApplication;
import org.springframework.core.env.MapPropertySource;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

class TelemetryDefaultsTests {

	private final MockEnvironment environment = new MockEnvironment();

	@Test
	void metricsAreNotPushedToWhereNobodyAsked() {
		process();
		assertThat(this.environment.getProperty("management.otlp.metrics.export.enabled")).isEqualTo("false");
		this.environment.setProperty("management.otlp.metrics.export.url", "http://collector/v1/metrics");
		assertThat(this.environment.containsProperty("management.otlp.metrics.export.enabled")).isFalse();
	}

	@Test
	void linesAreReadableInTheEnvironmentLocal() {
		process();
		assertThat(this.environment.containsProperty("logging.structured.format.console")).isFalse();
		assertThat(this.environment.getProperty("logging.pattern.correlation"))
			.isEqualTo("[local %X{traceId:--}-%X{spanId:--} %X{correlationId:--} %X{flow:--}] ");
	}

	@Test
	void linesAreJsonWithTheStampElsewhere() {
		this.environment.setProperty("alwayson.stamp.environment", "prod");
		this.environment.setProperty("alwayson.stamp.id", "weu-blue");
		process();
		assertThat(this.environment.getProperty("logging.structured.format.console")).isEqualTo("ecs");
		assertThat(this.environment.getProperty("logging.structured.json.add.alwayson.stamp.id")).isEqualTo("weu-blue");
	}

	@Test
	void stampCanNotBreakThePattern() {
		this.environment.setProperty("alwayson.stamp.id", "%nopex{x} #{y}");
		process();
		assertThat(this.environment.getProperty("logging.pattern.correlation")).startsWith("[?nopex?x????y? ");
	}

	@Test
	void placeholderWithoutAValueIsLeftToTheDeclaration() {
		this.environment.setProperty("alwayson.stamp.id", "${NOWHERE}");
		process();
		assertThat(this.environment.getProperty("logging.pattern.correlation")).startsWith("[local ");
	}

	@Test
	void whatTheUserSaysAnywhereWins() {
		this.environment.setProperty("management.otlp.metrics.export.read-timeout", "7s");
		this.environment.getPropertySources()
			.addLast(new MapPropertySource("defaultProperties",
					Map.of("management.opentelemetry.tracing.export.timeout", "9s")));
		process();
		this.environment.getPropertySources()
			.addLast(this.environment.getPropertySources().remove("defaultProperties"));
		assertThat(this.environment.getProperty("management.otlp.metrics.export.read-timeout")).isEqualTo("7s");
		assertThat(this.environment.getProperty("management.opentelemetry.tracing.export.timeout")).isEqualTo("9s");
	}

	@Test
	void disabledLeavesBootsDefaultsButStaysSilent() {
		this.environment.setProperty("alwayson.telemetry.enabled", "false");
		process();
		assertThat(this.environment.containsProperty("logging.pattern.correlation")).isFalse();
		assertThat(this.environment.getProperty("management.otlp.metrics.export.enabled")).isEqualTo("false");
	}

	private void process() {
		new TelemetryDefaults().postProcessEnvironment(this.environment, new SpringApplication());
	}

}
