package io.alwayson.telemetry.messaging;

import java.io.IOException;
import java.util.Map;

import io.alwayson.telemetry.RequestLabel;
import io.alwayson.telemetry.autoconfigure.TelemetryAutoConfiguration;
import io.alwayson.telemetry.autoconfigure.TelemetrySinksAutoConfiguration;
import io.alwayson.workload.autoconfigure.WorkloadAutoConfiguration;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.trace.Span;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.micrometer.tracing.autoconfigure.MicrometerTracingAutoConfiguration;
import org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.OpenTelemetryTracingAutoConfiguration;
import org.springframework.boot.opentelemetry.autoconfigure.OpenTelemetrySdkAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Work on messages that were received.
 */
class ReceivedMessagesTests {

	private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";

	private static final String TRACEPARENT = "00-" + TRACE + "-b7ad6b7169203331-01";

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(WorkloadAutoConfiguration.class, TelemetryAutoConfiguration.class,
				TelemetrySinksAutoConfiguration.class, OpenTelemetrySdkAutoConfiguration.class,
				OpenTelemetryTracingAutoConfiguration.class, MicrometerTracingAutoConfiguration.class,
				ObservationAutoConfiguration.class, MetricsAutoConfiguration.class,
				CompositeMeterRegistryAutoConfiguration.class, SimpleMetricsExportAutoConfiguration.class));

	@AfterEach
	void clear() {
		RequestLabel.CORRELATION_ID.set(null);
	}

	@Test
	void workGoesOnInTheTraceOfTheSenderWithItsCorrelationId() {
		this.runner.run((context) -> {
			ReceivedMessages messages = context.getBean(ReceivedMessages.class);
			RequestLabel.CORRELATION_ID.set("outer");
			assertThat(messages.process("orders", Map.of("traceparent", TRACEPARENT, "X-Correlation-ID", "order-4711"),
					ReceivedMessagesTests::labels))
				.isEqualTo(TRACE + " order-4711");
			assertThat(RequestLabel.CORRELATION_ID.get()).isEqualTo("outer");
			assertThat(Span.current().getSpanContext().isValid()).isFalse();
			assertThat(context.getBean(MeterRegistry.class)
				.get("alwayson.messages")
				.tags("messaging.destination.name", "orders", "error", "none")
				.timer()
				.count()).isEqualTo(1);
		});
	}

	@Test
	void messageWithoutAnyBeginsATraceWhoseIdIsItsCorrelationId() {
		this.runner.run((context) -> {
			String[] labels = context.getBean(ReceivedMessages.class)
				.process("orders", Map.of("number", 7), ReceivedMessagesTests::labels)
				.split(" ");
			assertThat(labels[0]).matches("[0-9a-f]{32}").isEqualTo(labels[1]);
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "<script>", "a b", "a\r\nb", "", "${jndi:ldap://x}" })
	void hostileValuesAreReplaced(String value) {
		this.runner.run((context) -> {
			String labels = context.getBean(ReceivedMessages.class)
				.process("orders", Map.of("traceparent", value, "tracestate", value, "X-Correlation-ID", value),
						ReceivedMessagesTests::labels);
			assertThat(labels).matches("([0-9a-f]{32}) \\1");
		});
	}

	@Test
	void exceptionsComeOutAsTheyAre() {
		this.runner.run((context) -> {
			IOException failure = new IOException("on purpose");
			assertThat(catchThrowable(() -> context.getBean(ReceivedMessages.class).process("orders", Map.of(), () -> {
				throw failure;
			}))).isSameAs(failure);
			assertThat(context.getBean(MeterRegistry.class)
				.get("alwayson.messages")
				.tags("error", "IOException")
				.timer()
				.count()).isEqualTo(1);
		});
	}

	private static String labels() {
		return Span.current().getSpanContext().getTraceId() + " " + RequestLabel.CORRELATION_ID.get();
	}

}
