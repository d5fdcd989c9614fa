package io.alwayson.test.telemetry;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.logs.v1.SeverityNumber;
import io.opentelemetry.proto.metrics.v1.Gauge;
import io.opentelemetry.proto.metrics.v1.Histogram;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link OtlpReceiver}.
 */
@Timeout(30)
class OtlpReceiverTests {

	private static final Resource RESOURCE = Resource.newBuilder()
		.addAttributes(text("service.name", "catalog"))
		.build();

	private static final InstrumentationScope SCOPE = InstrumentationScope.newBuilder().setName("scope").build();

	private static final ByteString TRACE = ByteString.fromHex("0af7651916cd43dd8448eb211c80319c");

	private static final ByteString SPAN = ByteString.fromHex("b7ad6b7169203331");

	private final OtlpReceiver receiver = OtlpReceiver.start();

	@AfterEach
	void close() {
		this.receiver.close();
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void spansAreDecoded(boolean gzip) throws Exception {
		HttpResponse<String> response = send("/v1/traces", spans(1), gzip);
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.body()).isEmpty();
		assertThat(response.headers().firstValue("Content-Type")).hasValue("application/x-protobuf");
		assertThat(this.receiver.spans())
			.containsExactly(new ReceivedSpan("GET /items", "SERVER", "ERROR", "0af7651916cd43dd8448eb211c80319c",
					"b7ad6b7169203331", "", Instant.ofEpochSecond(1, 5), Duration.ofNanos(37), "scope",
					Map.of("http.response.status_code", 200L, "ok", true, "list", List.of("a", 0.5)),
					Map.of("service.name", "catalog")));
		assertThat(this.receiver.requests()).isEqualTo(1);
	}

	@Test
	void logsAreDecoded() throws Exception {
		LogRecord.Builder log = LogRecord.newBuilder()
			.setBody(AnyValue.newBuilder().setStringValue("hello"))
			.setSeverityNumber(SeverityNumber.SEVERITY_NUMBER_WARN)
			.setTraceId(TRACE)
			.setSpanId(SPAN)
			.setTimeUnixNano(1_000_000_005L)
			.addAttributes(text("flow", "list-items"));
		send("/v1/logs",
				ExportLogsServiceRequest.newBuilder()
					.addResourceLogs(ResourceLogs.newBuilder()
						.setResource(RESOURCE)
						.addScopeLogs(ScopeLogs.newBuilder().setScope(SCOPE).addLogRecords(log)))
					.build()
					.toByteArray(),
				true);
		assertThat(this.receiver.logs()).containsExactly(
				new ReceivedLog("hello", "WARN", 13, Instant.ofEpochSecond(1, 5), "0af7651916cd43dd8448eb211c80319c",
						"b7ad6b7169203331", "scope", Map.of("flow", "list-items"), Map.of("service.name", "catalog")));
	}

	@Test
	void metricsAreDecodedToDataPoints() throws Exception {
		Metric.Builder gauge = Metric.newBuilder()
			.setName("state")
			.setGauge(Gauge.newBuilder()
				.addDataPoints(NumberDataPoint.newBuilder().setAsInt(2).addAttributes(text("name", "a")))
				.addDataPoints(NumberDataPoint.newBuilder().setAsDouble(0.5).addAttributes(text("name", "b"))));
		Metric.Builder histogram = Metric.newBuilder()
			.setName("duration")
			.setUnit("s")
			.setHistogram(
					Histogram.newBuilder().addDataPoints(HistogramDataPoint.newBuilder().setSum(1.5).setCount(3)));
		send("/v1/metrics", ExportMetricsServiceRequest.newBuilder()
			.addResourceMetrics(ResourceMetrics.newBuilder()
				.setResource(RESOURCE)
				.addScopeMetrics(ScopeMetrics.newBuilder().setScope(SCOPE).addMetrics(gauge).addMetrics(histogram)))
			.build()
			.toByteArray(), false);
		Map<String, Object> resource = Map.of("service.name", "catalog");
		assertThat(this.receiver.metrics()).containsExactly(
				new ReceivedMetric("state", "", "GAUGE", 2, 1, "scope", Map.of("name", "a"), resource),
				new ReceivedMetric("state", "", "GAUGE", 0.5, 1, "scope", Map.of("name", "b"), resource),
				new ReceivedMetric("duration", "s", "HISTOGRAM", 1.5, 3, "scope", Map.of(), resource));
	}

	@Test
	void theOldestLeaveFirstAndClearForgetsAll() throws Exception {
		send("/v1/traces", spans(Recent.CAPACITY), true);
		send("/v1/traces", spans(7), true);
		assertThat(this.receiver.spans()).hasSize(Recent.CAPACITY);
		this.receiver.clear();
		assertThat(this.receiver.spans()).isEmpty();
		assertThat(this.receiver.requests()).isZero();
	}

	@Test
	void whatCannotBeReadIsRefusedAndLeavesNothing() throws Exception {
		byte[] junk = "junk".getBytes(StandardCharsets.UTF_8);
		assertThat(send("/v1/traces", junk, false).statusCode()).isEqualTo(400);
		assertThat(send("/v1/other", junk, false).statusCode()).isEqualTo(404);
		assertThat(send("/v1/traces", new byte[ReceiverServer.MAX_BODY + 1], true).statusCode()).isEqualTo(413);
		assertThat(this.receiver.spans()).isEmpty();
		assertThat(this.receiver.requests()).isEqualTo(3);
	}

	@Test
	void itAnswersACannedStatusOrHangsUntilItIsHealed() throws Exception {
		this.receiver.respond(503);
		assertThat(send("/v1/traces", spans(1), true).statusCode()).isEqualTo(503);
		this.receiver.hang();
		for (int i = 0; i < 6; i++) {
			assertThatIOException().isThrownBy(() -> Sender.sendInto(this.receiver.endpoint(), Duration.ofMillis(100)));
		}
		assertThat(this.receiver.spans()).isEmpty();
		assertThat(this.receiver.requests()).isEqualTo(7);
		this.receiver.heal();
		assertThat(send("/v1/traces", spans(1), true).statusCode()).isEqualTo(200);
		assertThat(this.receiver.spans()).hasSize(1);
		assertThatIllegalArgumentException().isThrownBy(() -> this.receiver.respond(0));
	}

	private HttpResponse<String> send(String path, byte[] body, boolean gzip) throws Exception {
		return Sender.send(this.receiver.endpoint(), path, body, gzip);
	}

	private static byte[] spans(int count) {
		Span span = Span.newBuilder()
			.setName("GET /items")
			.setKind(Span.SpanKind.SPAN_KIND_SERVER)
			.setStatus(Status.newBuilder().setCode(Status.StatusCode.STATUS_CODE_ERROR))
			.setTraceId(TRACE)
			.setSpanId(SPAN)
			.setStartTimeUnixNano(1_000_000_005L)
			.setEndTimeUnixNano(1_000_000_042L)
			.addAttributes(KeyValue.newBuilder()
				.setKey("http.response.status_code")
				.setValue(AnyValue.newBuilder().setIntValue(200)))
			.addAttributes(KeyValue.newBuilder().setKey("ok").setValue(AnyValue.newBuilder().setBoolValue(true)))
			.addAttributes(KeyValue.newBuilder()
				.setKey("list")
				.setValue(AnyValue.newBuilder()
					.setArrayValue(ArrayValue.newBuilder()
						.addValues(AnyValue.newBuilder().setStringValue("a"))
						.addValues(AnyValue.newBuilder().setDoubleValue(0.5)))))
			.build();
		return ExportTraceServiceRequest.newBuilder()
			.addResourceSpans(ResourceSpans.newBuilder()
				.setResource(RESOURCE)
				.addScopeSpans(ScopeSpans.newBuilder().setScope(SCOPE).addAllSpans(Collections.nCopies(count, span))))
			.build()
			.toByteArray();
	}

	private static KeyValue text(String key, String value) {
		return KeyValue.newBuilder().setKey(key).setValue(AnyValue.newBuilder().setStringValue(value)).build();
	}

}
