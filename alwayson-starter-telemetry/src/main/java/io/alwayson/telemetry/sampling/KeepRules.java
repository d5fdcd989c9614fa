package io.alwayson.telemetry.sampling;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.alwayson.telemetry.TelemetryNames;
import io.alwayson.workload.UserFlow;
import io.alwayson.workload.Workload;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.jspecify.annotations.Nullable;

/**
 * Says whether the spans of a local root matter. Immutable.
 */
public final class KeepRules {

	private static final AttributeKey<String> FLOW = AttributeKey.stringKey(TelemetryNames.FLOW);

	private static final AttributeKey<Long> STATUS_NUMBER = AttributeKey.longKey("http.response.status_code");

	/** Micrometer's tags are text; its older name is still Spring's. */
	private static final List<AttributeKey<String>> STATUS_TEXTS = List
		.of(AttributeKey.stringKey("http.response.status_code"), AttributeKey.stringKey("status"));

	/** Of the resilience starter: what refused an attempt follows. */
	private static final String REJECTION = "alwayson.rejection";

	private static final int UNKNOWN = -1;

	private final Map<String, Duration> objectives = new HashMap<>();

	private final Duration slow;

	/**
	 * Creates the rules.
	 * @param workload flows with their objectives
	 * @param slow from where on a request without a latency objective is slow
	 */
	public KeepRules(Workload workload, Duration slow) {
		for (UserFlow flow : workload.flows().values()) {
			if (flow.objective() != null && flow.objective().latency() != null) {
				this.objectives.put(flow.name(), flow.objective().latency());
			}
		}
		this.slow = slow;
	}

	/**
	 * Why these spans are kept, or {@code null}.
	 * @param root the local root, or {@code null} if it has not ended
	 * @param others what ended below it
	 */
	@Nullable KeepReason of(@Nullable SpanData root, List<SpanData> others) {
		if (root != null && failed(root)) {
			return KeepReason.ERROR;
		}
		if (root != null && rejected(root) || others.stream().anyMatch(KeepRules::rejected)) {
			return KeepReason.REJECTED;
		}
		if (root != null && root.getKind() == SpanKind.SERVER && isSlow(root)) {
			return KeepReason.SLOW;
		}
		return others.stream().anyMatch(KeepRules::failed) ? KeepReason.DEPENDENCY : null;
	}

	/** A status that says whose fault it was counts more than the exception it became. */
	private static boolean failed(SpanData span) {
		int status = status(span);
		return (status != UNKNOWN)
				? status >= 500 || (span.getKind() != SpanKind.SERVER && (status == 408 || status == 429))
				: span.getStatus().getStatusCode() == StatusCode.ERROR;
	}

	private static int status(SpanData span) {
		Long number = span.getAttributes().get(STATUS_NUMBER);
		if (number != null) {
			return number.intValue();
		}
		for (AttributeKey<String> key : STATUS_TEXTS) {
			String text = span.getAttributes().get(key);
			if (text != null && text.length() == 3 && text.chars().allMatch((digit) -> digit >= '0' && digit <= '9')) {
				return Integer.parseInt(text);
			}
		}
		return UNKNOWN;
	}

	private static boolean rejected(SpanData span) {
		return span.getEvents().stream().anyMatch((event) -> event.getName().startsWith(REJECTION));
	}

	private boolean isSlow(SpanData root) {
		String flow = root.getAttributes().get(FLOW);
		Duration objective = (flow != null) ? this.objectives.getOrDefault(flow, this.slow) : this.slow;
		return root.getEndEpochNanos() - root.getStartEpochNanos() > objective.toNanos();
	}

}
