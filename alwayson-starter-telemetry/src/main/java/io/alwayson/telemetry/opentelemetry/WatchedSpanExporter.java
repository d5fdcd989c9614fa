package io.alwayson.telemetry.opentelemetry;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;

/**
 * Collapses exceptions, and has somebody watch what becomes of spans.
 */
final class WatchedSpanExporter implements SpanExporter {

	private final SpanExporter exporter;

	private final SinkWatch watch;

	private final RepeatedExceptions exceptions = new RepeatedExceptions(System::nanoTime);

	WatchedSpanExporter(SpanExporter exporter, SinkWatch watch) {
		this.exporter = exporter;
		this.watch = watch;
	}

	@Override
	public CompletableResultCode export(Collection<SpanData> spans) {
		List<SpanData> collapsed = new ArrayList<>(spans.size());
		spans.forEach((span) -> collapsed.add(CollapsedSpan.of(span, this.exceptions)));
		return this.watch.watch(spans.size(), this.exporter.export(collapsed));
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
