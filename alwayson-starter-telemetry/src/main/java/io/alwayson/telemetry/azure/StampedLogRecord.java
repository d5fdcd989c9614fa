package io.alwayson.telemetry.azure;

import io.alwayson.telemetry.opentelemetry.DelegatingLogRecord;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import io.opentelemetry.sdk.resources.Resource;

/**
 * A log record with the stamp on it.
 */
final class StampedLogRecord extends DelegatingLogRecord {

	private final Resource resource;

	StampedLogRecord(LogRecordData delegate, AzureMonitorRows rows) {
		super(delegate, rows.stamped(delegate.getAttributes()));
		this.resource = rows.resource();
	}

	@Override
	public Resource getResource() {
		return this.resource;
	}

}
