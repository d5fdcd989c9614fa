package io.alwayson.telemetry.opentelemetry;

import io.alwayson.telemetry.RequestLabel;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.logs.LogRecordProcessor;
import io.opentelemetry.sdk.logs.ReadWriteLogRecord;

/**
 * Writes correlation id and flow onto each log record. Must come before the processors of
 * the sinks: they take a copy.
 */
public final class RequestLabelsLogProcessor implements LogRecordProcessor {

	@Override
	public void onEmit(Context context, ReadWriteLogRecord logRecord) {
		String correlationId = RequestLabel.CORRELATION_ID.get();
		if (correlationId != null) {
			logRecord.setAttribute(RequestLabelsSpanProcessor.CORRELATION_ID, correlationId);
		}
		String flow = RequestLabel.FLOW.get();
		if (flow != null) {
			logRecord.setAttribute(RequestLabelsSpanProcessor.FLOW, flow);
		}
	}

}
