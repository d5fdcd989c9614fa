package io.alwayson.telemetry.sampling;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.data.DelegatingSpanData;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.jspecify.annotations.Nullable;

/**
 * A span that goes to the sinks, with what has to be said of that. Sinks take sampled
 * ones only, so it is shown as one.
 */
final class KeptSpan implements ReadableSpan {

	private final ReadableSpan span;

	private final SpanContext context;

	private final Attributes more;

	/**
	 * Creates a span.
	 * @param span one that has ended
	 * @param more attributes to add
	 */
	KeptSpan(ReadableSpan span, Attributes more) {
		this.span = span;
		this.context = sampled(span.getSpanContext());
		this.more = more;
	}

	private static SpanContext sampled(SpanContext context) {
		if (context.isSampled()) {
			return context;
		}
		byte flags = (byte) (context.getTraceFlags().asByte() | TraceFlags.getSampled().asByte());
		return SpanContext.create(context.getTraceId(), context.getSpanId(), TraceFlags.fromByte(flags),
				context.getTraceState());
	}

	@Override
	public SpanContext getSpanContext() {
		return this.context;
	}

	@Override
	public SpanContext getParentSpanContext() {
		return this.span.getParentSpanContext();
	}

	@Override
	public String getName() {
		return this.span.getName();
	}

	@Override
	public SpanData toSpanData() {
		return new Data(this.span.toSpanData(), this.context, this.more);
	}

	/** Of the interface; nobody asks it any more. */
	@Override
	@Deprecated
	@SuppressWarnings("deprecation")
	public io.opentelemetry.sdk.common.InstrumentationLibraryInfo getInstrumentationLibraryInfo() {
		return this.span.getInstrumentationLibraryInfo();
	}

	@Override
	public InstrumentationScopeInfo getInstrumentationScopeInfo() {
		return this.span.getInstrumentationScopeInfo();
	}

	@Override
	public boolean hasEnded() {
		return this.span.hasEnded();
	}

	@Override
	public long getLatencyNanos() {
		return this.span.getLatencyNanos();
	}

	@Override
	public SpanKind getKind() {
		return this.span.getKind();
	}

	@Override
	public <T> @Nullable T getAttribute(AttributeKey<T> key) {
		T added = this.more.get(key);
		return (added != null) ? added : this.span.getAttribute(key);
	}

	@Override
	public Attributes getAttributes() {
		return this.span.getAttributes().toBuilder().putAll(this.more).build();
	}

	private static final class Data extends DelegatingSpanData {

		private final SpanContext context;

		private final Attributes attributes;

		private final int added;

		Data(SpanData span, SpanContext context, Attributes more) {
			super(span);
			this.context = context;
			this.attributes = span.getAttributes().toBuilder().putAll(more).build();
			this.added = more.size();
		}

		@Override
		public SpanContext getSpanContext() {
			return this.context;
		}

		@Override
		public Attributes getAttributes() {
			return this.attributes;
		}

		@Override
		public int getTotalAttributeCount() {
			return super.getTotalAttributeCount() + this.added;
		}

	}

}
