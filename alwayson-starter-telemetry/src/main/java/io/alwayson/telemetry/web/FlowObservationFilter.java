package io.alwayson.telemetry.web;

import io.alwayson.telemetry.TelemetryNames;
import io.alwayson.workload.context.CallContext;
import io.alwayson.workload.context.WorkloadContext;
import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationFilter;
import org.jspecify.annotations.Nullable;

import org.springframework.http.server.observation.ServerRequestObservationContext;

/**
 * Puts the flow on the metrics and the span of a servlet request. Flows are declared, so
 * there are few; a request without one says {@code none}, because all series of a metric
 * must have the same tags.
 */
public final class FlowObservationFilter implements ObservationFilter {

	@Override
	public Observation.Context map(Observation.Context context) {
		if (context instanceof ServerRequestObservationContext request && request.getCarrier() != null) {
			context.addLowCardinalityKeyValue(flow(request.getCarrier().getAttribute(WorkloadContext.KEY)));
		}
		return context;
	}

	static KeyValue flow(@Nullable Object callContext) {
		String flow = (callContext instanceof CallContext context) ? context.flow() : null;
		return KeyValue.of(TelemetryNames.FLOW, (flow != null) ? flow : TelemetryNames.NO_FLOW);
	}

}
