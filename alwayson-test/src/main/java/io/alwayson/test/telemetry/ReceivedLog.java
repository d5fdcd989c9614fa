package io.alwayson.test.telemetry;

import java.time.Instant;
import java.util.Map;

/**
 * A log record that an {@link OtlpReceiver} got.
 *
 * @param body the message; structured bodies as their text
 * @param severity the text that the sender chose, often {@code INFO}; else OTLP's name,
 * such as {@code INFO} or {@code WARN2}
 * @param severityNumber 1 to 24 by OTLP's table, 0 if unset
 * @param time when it happened
 * @param traceId 32 hexadecimal digits, or empty
 * @param spanId 16 hexadecimal digits, or empty
 * @param scope the name of the instrumentation scope, often the logger's
 * @param attributes types as in {@link ReceivedSpan#attributes()}
 * @param resource the attributes of the resource, of the same types
 */
public record ReceivedLog(String body, String severity, int severityNumber, Instant time, String traceId, String spanId,
		String scope, Map<String, Object> attributes, Map<String, Object> resource) {

}
