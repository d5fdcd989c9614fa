package io.alwayson.telemetry.opentelemetry;

import java.util.ArrayList;
import java.util.List;

import io.alwayson.telemetry.TelemetryNames;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.trace.data.DelegatingSpanData;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.SpanData;

/**
 * A span whose exceptions were seen before.
 */
final class CollapsedSpan extends DelegatingSpanData {

	private static final AttributeKey<Long> REPEATED = AttributeKey.longKey(TelemetryNames.EXCEPTION_REPEATED);

	private final List<EventData> events;

	private final Attributes attributes;

	private CollapsedSpan(SpanData span, List<EventData> events, Attributes attributes) {
		super(span);
		this.events = events;
		this.attributes = attributes;
	}

	/** The span itself where there is nothing to collapse. */
	static SpanData of(SpanData span, RepeatedExceptions exceptions) {
		List<EventData> events = new ArrayList<>(span.getEvents().size());
		Attributes attributes = span.getAttributes();
		boolean changed = false;
		for (EventData event : span.getEvents()) {
			Attributes collapsed = exceptions.collapse(event.getAttributes());
			if (collapsed != event.getAttributes()) {
				changed = true;
				Long repeated = collapsed.get(REPEATED);
				// Azure Monitor shows an exception with what its span says.
				attributes = (repeated != null) ? attributes.toBuilder().put(REPEATED, repeated).build() : attributes;
			}
			events.add((collapsed != event.getAttributes())
					? EventData.create(event.getEpochNanos(), event.getName(), collapsed) : event);
		}
		return changed ? new CollapsedSpan(span, List.copyOf(events), attributes) : span;
	}

	@Override
	public List<EventData> getEvents() {
		return this.events;
	}

	@Override
	public Attributes getAttributes() {
		return this.attributes;
	}

	@Override
	public int getTotalAttributeCount() {
		return super.getTotalAttributeCount() + this.attributes.size() - super.getAttributes().size();
	}

}
