package io.alwayson.telemetry.azure;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import io.opentelemetry.sdk.logs.export.LogRecordExporter;

/**
 * Puts the stamp on each log record.
 */
public final class StampedLogRecordExporter implements LogRecordExporter {

	private final LogRecordExporter delegate;

	private final AzureMonitorRows rows;

	/** Creates the exporter. */
	public StampedLogRecordExporter(LogRecordExporter delegate, AzureMonitorRows rows) {
		this.delegate = delegate;
		this.rows = rows;
	}

	@Override
	public CompletableResultCode export(Collection<LogRecordData> logs) {
		List<LogRecordData> stamped = new ArrayList<>(logs.size());
		logs.forEach((log) -> stamped.add(new StampedLogRecord(log, this.rows)));
		return this.delegate.export(stamped);
	}

	@Override
	public CompletableResultCode flush() {
		return this.delegate.flush();
	}

	/** The connection is shared: its owner waits for it, once, and closes it. */
	@Override
	public CompletableResultCode shutdown() {
		return CompletableResultCode.ofSuccess();
	}

}
