package io.alwayson.telemetry.azure;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;

import io.alwayson.telemetry.TelemetryNames;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.data.DelegatingSpanData;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import org.jspecify.annotations.Nullable;

/**
 * Puts the stamp on each span and its events, and the status as the number that the
 * exporter reads: Micrometer's tags are text, and a request would be stored with the
 * response code 0.
 */
public final class StampedSpanExporter implements SpanExporter {

	private static final AttributeKey<Long> STATUS_CODE = AttributeKey.longKey("http.response.status_code");

	private static final AttributeKey<Double> WEIGHT = AttributeKey.doubleKey(TelemetryNames.SAMPLE_WEIGHT);

	/** From here the exporter takes, in percent, of how many rows a row is one. */
	private static final AttributeKey<Double> SAMPLE_RATE = AttributeKey
		.doubleKey("applicationinsights.internal.sample_rate");

	private static final List<AttributeKey<String>> STATUS_TEXTS = List
		.of(AttributeKey.stringKey("http.response.status_code"), AttributeKey.stringKey("status"));

	private static final Pattern STATUS = Pattern.compile("[1-5][0-9]{2}");

	private final SpanExporter delegate;

	private final AzureMonitorRows rows;

	/** Creates the exporter. */
	public StampedSpanExporter(SpanExporter delegate, AzureMonitorRows rows) {
		this.delegate = delegate;
		this.rows = rows;
	}

	@Override
	public CompletableResultCode export(Collection<SpanData> spans) {
		List<SpanData> stamped = new ArrayList<>(spans.size());
		spans.forEach((span) -> stamped.add(new StampedSpan(span, this.rows)));
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

	private static final class StampedSpan extends DelegatingSpanData {

		private final Attributes attributes;

		private final List<EventData> events;

		private final Resource resource;

		StampedSpan(SpanData span, AzureMonitorRows rows) {
			super(span);
			this.attributes = withRate(withStatus(rows.stamped(span.getAttributes())));
			// Each event becomes a row of its own.
			this.events = span.getEvents().stream().map((event) -> stamped(event, rows)).toList();
			this.resource = rows.resource();
		}

		@Override
		public Attributes getAttributes() {
			return this.attributes;
		}

		@Override
		public List<EventData> getEvents() {
			return this.events;
		}

		@Override
		public Resource getResource() {
			return this.resource;
		}

		private static EventData stamped(EventData event, AzureMonitorRows rows) {
			return EventData.create(event.getEpochNanos(), event.getName(), rows.stamped(event.getAttributes()));
		}

		private static Attributes withStatus(Attributes attributes) {
			Long status = (attributes.get(STATUS_CODE) != null) ? null : statusIn(attributes);
			return (status != null) ? attributes.toBuilder().put(STATUS_CODE, status).build() : attributes;
		}

		private static Attributes withRate(Attributes attributes) {
			Double weight = attributes.get(WEIGHT);
			return (weight != null && weight > 1) ? attributes.toBuilder().put(SAMPLE_RATE, 100 / weight).build()
					: attributes;
		}

		private static @Nullable Long statusIn(Attributes attributes) {
			for (AttributeKey<String> key : STATUS_TEXTS) {
				String text = attributes.get(key);
				if (text != null && STATUS.matcher(text).matches()) {
					return Long.valueOf(text);
				}
			}
			return null;
		}

	}

}
