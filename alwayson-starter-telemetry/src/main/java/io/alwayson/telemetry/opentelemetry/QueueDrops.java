package io.alwayson.telemetry.opentelemetry;

import java.util.stream.Stream;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.metrics.MeterProvider;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.metrics.InstrumentType;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.LongPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.data.MetricDataType;
import io.opentelemetry.sdk.metrics.export.CollectionRegistration;
import io.opentelemetry.sdk.metrics.export.MetricReader;

/**
 * Reads from the SDK's own metrics how much a batch processor dropped because its queue
 * was full: it tells nobody else.
 */
final class QueueDrops implements MetricReader {

	/** Of the SDK's older names for it. */
	private static final AttributeKey<Boolean> DROPPED = AttributeKey.booleanKey("dropped");

	private final SdkMeterProvider meters;

	private volatile CollectionRegistration registration = CollectionRegistration.noop();

	QueueDrops() {
		this.meters = SdkMeterProvider.builder().registerMetricReader(this).build();
	}

	/** For the builder of the processor. */
	MeterProvider meters() {
		return this.meters;
	}

	/** Rows that were dropped until now. */
	long count() {
		return this.registration.collectAllMetrics()
			.stream()
			.flatMap(QueueDrops::points)
			.filter((point) -> Boolean.TRUE.equals(point.getAttributes().get(DROPPED)))
			.mapToLong(LongPointData::getValue)
			.sum();
	}

	private static Stream<LongPointData> points(MetricData metric) {
		return (metric.getType() == MetricDataType.LONG_SUM) ? metric.getLongSumData().getPoints().stream()
				: Stream.empty();
	}

	@Override
	public void register(CollectionRegistration registration) {
		this.registration = registration;
	}

	@Override
	public AggregationTemporality getAggregationTemporality(InstrumentType instrumentType) {
		return AggregationTemporality.CUMULATIVE;
	}

	@Override
	public CompletableResultCode forceFlush() {
		return CompletableResultCode.ofSuccess();
	}

	@Override
	public CompletableResultCode shutdown() {
		return CompletableResultCode.ofSuccess();
	}

}
