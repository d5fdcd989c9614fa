package io.alwayson.telemetry.opentelemetry;

import io.alwayson.telemetry.RequestLabel;
import io.alwayson.telemetry.TelemetryNames;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;

/**
 * Writes correlation id and flow onto each span that begins below a request. The span of
 * the request itself is older than its id and gets it from the web filters.
 */
public final class RequestLabelsSpanProcessor implements SpanProcessor {

	static final AttributeKey<String> CORRELATION_ID = AttributeKey.stringKey(TelemetryNames.CORRELATION_ID);

	static final AttributeKey<String> FLOW = AttributeKey.stringKey(TelemetryNames.FLOW);

	@Override
	public void onStart(Context parentContext, ReadWriteSpan span) {
		String correlationId = RequestLabel.CORRELATION_ID.get();
		if (correlationId != null) {
			span.setAttribute(CORRELATION_ID, correlationId);
		}
		String flow = RequestLabel.FLOW.get();
		if (flow != null) {
			span.setAttribute(FLOW, flow);
		}
	}

	@Override
	public boolean isStartRequired() {
		return true;
	}

	@Override
	public void onEnd(ReadableSpan span) {
		// Nothing to do.
	}

	@Override
	public boolean isEndRequired() {
		return false;
	}

}
