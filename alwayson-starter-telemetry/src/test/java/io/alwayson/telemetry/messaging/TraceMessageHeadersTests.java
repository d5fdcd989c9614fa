package io.alwayson.telemetry.messaging;

import java.util.HashMap;
import java.util.Map;

import io.alwayson.telemetry.RequestLabel;
import io.alwayson.telemetry.autoconfigure.TelemetryAutoConfiguration;
import io.alwayson.workload.autoconfigure.WorkloadAutoConfiguration;
import io.alwayson.workload.context.MessageHeaders;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.OpenTelemetryTracingAutoConfiguration;
import org.springframework.boot.opentelemetry.autoconfigure.OpenTelemetrySdkAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What travels with a message.
 */
class TraceMessageHeadersTests {

	@AfterEach
	void forget() {
		RequestLabel.CORRELATION_ID.set(null);
	}

	@Test
	void theTraceAndTheCorrelationIdOfTheSenderTravel() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(WorkloadAutoConfiguration.class, TelemetryAutoConfiguration.class,
					OpenTelemetrySdkAutoConfiguration.class, OpenTelemetryTracingAutoConfiguration.class))
			.run((context) -> {
				Tracer tracer = context.getBean(Tracer.class);
				Span span = tracer.nextSpan().start();
				RequestLabel.CORRELATION_ID.set("id-1");
				Map<String, String> headers = new HashMap<>();
				Tracer.SpanInScope scope = tracer.withSpan(span);
				context.getBean(MessageHeaders.class).addTo(headers::put);
				scope.close();
				assertThat(headers).containsEntry("X-Correlation-ID", "id-1");
				assertThat(headers.get("traceparent")).contains(span.context().traceId(), span.context().spanId());
			});
	}

	@Test
	void withoutEitherThereIsNothing() {
		Map<String, String> headers = new HashMap<>();
		new TraceMessageHeaders(() -> null, () -> null).addTo(headers::put);
		assertThat(headers).isEmpty();
	}

}
