package io.alwayson.telemetry.azure;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.Value;
import io.opentelemetry.api.logs.Severity;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import io.opentelemetry.sdk.resources.Resource;
import org.jspecify.annotations.Nullable;

/**
 * A log record with the stamp on it.
 */
final class StampedLogRecord implements LogRecordData {

	private final LogRecordData delegate;

	private final Attributes attributes;

	private final Resource resource;

	StampedLogRecord(LogRecordData delegate, AzureMonitorRows rows) {
		this.delegate = delegate;
		this.attributes = rows.stamped(delegate.getAttributes());
		this.resource = rows.resource();
	}

	@Override
	public Resource getResource() {
		return this.resource;
	}

	@Override
	public Attributes getAttributes() {
		return this.attributes;
	}

	@Override
	public int getTotalAttributeCount() {
		return this.attributes.size();
	}

	@Override
	public InstrumentationScopeInfo getInstrumentationScopeInfo() {
		return this.delegate.getInstrumentationScopeInfo();
	}

	@Override
	public long getTimestampEpochNanos() {
		return this.delegate.getTimestampEpochNanos();
	}

	@Override
	public long getObservedTimestampEpochNanos() {
		return this.delegate.getObservedTimestampEpochNanos();
	}

	@Override
	public SpanContext getSpanContext() {
		return this.delegate.getSpanContext();
	}

	@Override
	public Severity getSeverity() {
		return this.delegate.getSeverity();
	}

	@Override
	public @Nullable String getSeverityText() {
		return this.delegate.getSeverityText();
	}

	/** Still what Azure's exporter reads. */
	@Override
	@Deprecated
	@SuppressWarnings("deprecation")
	public io.opentelemetry.sdk.logs.data.Body getBody() {
		return this.delegate.getBody();
	}

	@Override
	public @Nullable Value<?> getBodyValue() {
		return this.delegate.getBodyValue();
	}

	@Override
	public @Nullable String getEventName() {
		return this.delegate.getEventName();
	}

}
