package io.alwayson.test.telemetry;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.trace.v1.Span;

/**
 * OTLP's messages as small records.
 */
final class OtlpDecoder {

	private OtlpDecoder() {
	}

	static List<ReceivedSpan> spans(byte[] body) throws InvalidProtocolBufferException {
		List<ReceivedSpan> spans = new ArrayList<>();
		ExportTraceServiceRequest.parseFrom(body).getResourceSpansList().forEach((group) -> {
			Map<String, Object> resource = map(group.getResource().getAttributesList());
			group.getScopeSpansList()
				.forEach((scope) -> scope.getSpansList()
					.forEach((span) -> spans.add(span(span, scope.getScope().getName(), resource))));
		});
		return spans;
	}

	static List<ReceivedLog> logs(byte[] body) throws InvalidProtocolBufferException {
		List<ReceivedLog> logs = new ArrayList<>();
		ExportLogsServiceRequest.parseFrom(body).getResourceLogsList().forEach((group) -> {
			Map<String, Object> resource = map(group.getResource().getAttributesList());
			group.getScopeLogsList()
				.forEach((scope) -> scope.getLogRecordsList()
					.forEach((log) -> logs.add(log(log, scope.getScope().getName(), resource))));
		});
		return logs;
	}

	static List<ReceivedMetric> metrics(byte[] body) throws InvalidProtocolBufferException {
		List<ReceivedMetric> metrics = new ArrayList<>();
		ExportMetricsServiceRequest.parseFrom(body).getResourceMetricsList().forEach((group) -> {
			Map<String, Object> resource = map(group.getResource().getAttributesList());
			group.getScopeMetricsList()
				.forEach((scope) -> scope.getMetricsList()
					.forEach((metric) -> points(metric, scope.getScope().getName(), resource).forEach(metrics::add)));
		});
		return metrics;
	}

	private static ReceivedSpan span(Span span, String scope, Map<String, Object> resource) {
		String status = span.getStatus().getCode().name().replace("STATUS_CODE_", "");
		return new ReceivedSpan(span.getName(), span.getKind().name().replace("SPAN_KIND_", ""), status,
				hex(span.getTraceId()), hex(span.getSpanId()), hex(span.getParentSpanId()),
				instant(span.getStartTimeUnixNano()),
				Duration.ofNanos(span.getEndTimeUnixNano() - span.getStartTimeUnixNano()), scope,
				map(span.getAttributesList()), resource);
	}

	private static ReceivedLog log(LogRecord log, String scope, Map<String, Object> resource) {
		String severity = log.getSeverityText();
		if (severity.isEmpty()) {
			severity = log.getSeverityNumber().name().replace("SEVERITY_NUMBER_", "");
		}
		return new ReceivedLog(String.valueOf(value(log.getBody())), severity, log.getSeverityNumberValue(),
				instant(log.getTimeUnixNano()), hex(log.getTraceId()), hex(log.getSpanId()), scope,
				map(log.getAttributesList()), resource);
	}

	private static Stream<ReceivedMetric> points(Metric metric, String scope, Map<String, Object> resource) {
		Points points = new Points(metric, scope, resource);
		return switch (metric.getDataCase()) {
			case GAUGE -> metric.getGauge().getDataPointsList().stream().map(points::number);
			case SUM -> metric.getSum().getDataPointsList().stream().map(points::number);
			case HISTOGRAM -> metric.getHistogram()
				.getDataPointsList()
				.stream()
				.map((point) -> points.point(point.getSum(), point.getCount(), point.getAttributesList()));
			case EXPONENTIAL_HISTOGRAM -> metric.getExponentialHistogram()
				.getDataPointsList()
				.stream()
				.map((point) -> points.point(point.getSum(), point.getCount(), point.getAttributesList()));
			case SUMMARY -> metric.getSummary()
				.getDataPointsList()
				.stream()
				.map((point) -> points.point(point.getSum(), point.getCount(), point.getAttributesList()));
			case DATA_NOT_SET -> Stream.empty();
		};
	}

	private static Map<String, Object> map(List<KeyValue> attributes) {
		Map<String, Object> map = new LinkedHashMap<>();
		attributes.forEach((attribute) -> map.put(attribute.getKey(), value(attribute.getValue())));
		return Collections.unmodifiableMap(map);
	}

	private static Object value(AnyValue value) {
		return switch (value.getValueCase()) {
			case BOOL_VALUE -> value.getBoolValue();
			case INT_VALUE -> value.getIntValue();
			case DOUBLE_VALUE -> value.getDoubleValue();
			case BYTES_VALUE -> value.getBytesValue().toByteArray();
			case ARRAY_VALUE -> value.getArrayValue().getValuesList().stream().map(OtlpDecoder::value).toList();
			case KVLIST_VALUE -> map(value.getKvlistValue().getValuesList());
			default -> value.getStringValue();
		};
	}

	private static Instant instant(long unixNano) {
		return Instant.ofEpochSecond(0, unixNano);
	}

	private static String hex(ByteString bytes) {
		return HexFormat.of().formatHex(bytes.toByteArray());
	}

	private record Points(Metric metric, String scope, Map<String, Object> resource) {

		ReceivedMetric number(NumberDataPoint point) {
			return point(point.hasAsInt() ? point.getAsInt() : point.getAsDouble(), 1, point.getAttributesList());
		}

		ReceivedMetric point(double value, long count, List<KeyValue> attributes) {
			return new ReceivedMetric(this.metric.getName(), this.metric.getUnit(), this.metric.getDataCase().name(),
					value, count, this.scope, map(attributes), this.resource);
		}

	}

}
