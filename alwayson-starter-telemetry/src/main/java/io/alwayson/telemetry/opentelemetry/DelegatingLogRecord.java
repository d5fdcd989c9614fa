package io.alwayson.telemetry.opentelemetry;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.Value;
import io.opentelemetry.api.logs.Severity;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import io.opentelemetry.sdk.resources.Resource;
import org.jspecify.annotations.Nullable;

/**
 * A log record with other attributes.
 */
public class DelegatingLogRecord implements LogRecordData {

	private final LogRecordData delegate;

	private final Attributes attributes;

	/** Creates a record like another one. */
	public DelegatingLogRecord(LogRecordData delegate, Attributes attributes) {
		this.delegate = delegate;
		this.attributes = attributes;
	}

	@Override
	public Resource getResource() {
		return this.delegate.getResource();
	}

	@Override
	public final Attributes getAttributes() {
		return this.attributes;
	}

	@Override
	public final int getTotalAttributeCount() {
		return this.attributes.size();
	}

	@Override
	public final InstrumentationScopeInfo getInstrumentationScopeInfo() {
		return this.delegate.getInstrumentationScopeInfo();
	}

	@Override
	public final long getTimestampEpochNanos() {
		return this.delegate.getTimestampEpochNanos();
	}

	@Override
	public final long getObservedTimestampEpochNanos() {
		return this.delegate.getObservedTimestampEpochNanos();
	}

	@Override
	public final SpanContext getSpanContext() {
		return this.delegate.getSpanContext();
	}

	@Override
	public final Severity getSeverity() {
		return this.delegate.getSeverity();
	}

	@Override
	public final @Nullable String getSeverityText() {
		return this.delegate.getSeverityText();
	}

	/** Still what Azure's exporter reads. */
	@Override
	@Deprecated
	@SuppressWarnings("deprecation")
	public final io.opentelemetry.sdk.logs.data.Body getBody() {
		return this.delegate.getBody();
	}

	@Override
	public final @Nullable Value<?> getBodyValue() {
		return this.delegate.getBodyValue();
	}

	@Override
	public final @Nullable String getEventName() {
		return this.delegate.getEventName();
	}

}
