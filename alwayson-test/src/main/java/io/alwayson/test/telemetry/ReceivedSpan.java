package io.alwayson.test.telemetry;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * A span that an {@link OtlpReceiver} got.
 *
 * @param name the span's name
 * @param kind {@code INTERNAL}, {@code SERVER}, {@code CLIENT}, {@code PRODUCER},
 * {@code CONSUMER} or {@code UNSPECIFIED}
 * @param status {@code UNSET}, {@code OK} or {@code ERROR}
 * @param traceId 32 hexadecimal digits, lower case
 * @param spanId 16 hexadecimal digits, lower case
 * @param parentSpanId the same, or empty for a root
 * @param start when it began
 * @param duration how long it took
 * @param scope the name of the instrumentation scope
 * @param attributes {@link String}, {@link Boolean}, {@link Long}, {@link Double},
 * {@code byte[]}, or a list or map of these
 * @param resource the attributes of the resource, of the same types
 */
public record ReceivedSpan(String name, String kind, String status, String traceId, String spanId, String parentSpanId,
		Instant start, Duration duration, String scope, Map<String, Object> attributes, Map<String, Object> resource) {

}
