package io.alwayson.telemetry.opentelemetry;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import io.opentelemetry.sdk.logs.export.LogRecordExporter;

/**
 * Collapses exceptions, and has somebody watch what becomes of log records.
 */
final class WatchedLogRecordExporter implements LogRecordExporter {

	private final LogRecordExporter exporter;

	private final SinkWatch watch;

	private final RepeatedExceptions exceptions = new RepeatedExceptions(System::nanoTime);

	WatchedLogRecordExporter(LogRecordExporter exporter, SinkWatch watch) {
		this.exporter = exporter;
		this.watch = watch;
	}

	@Override
	public CompletableResultCode export(Collection<LogRecordData> logs) {
		List<LogRecordData> collapsed = new ArrayList<>(logs.size());
		for (LogRecordData log : logs) {
			Attributes attributes = this.exceptions.collapse(log.getAttributes());
			collapsed.add((attributes != log.getAttributes()) ? new DelegatingLogRecord(log, attributes) : log);
		}
		return this.watch.watch(logs.size(), this.exporter.export(collapsed));
	}

	@Override
	public CompletableResultCode flush() {
		return this.exporter.flush();
	}

	@Override
	public CompletableResultCode shutdown() {
		return this.exporter.shutdown();
	}

}
