package io.alwayson.telemetry.web;

import io.alwayson.workload.context.WorkloadContext;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationFilter;

import org.springframework.http.server.reactive.observation.ServerRequestObservationContext;

/**
 * Puts the flow on the metrics and the span of a reactive request, as
 * {@link FlowObservationFilter} does for servlets.
 */
public final class ReactiveFlowObservationFilter implements ObservationFilter {

	@Override
	public Observation.Context map(Observation.Context context) {
		if (context instanceof ServerRequestObservationContext request) {
			context.addLowCardinalityKeyValue(
					FlowObservationFilter.flow(request.getAttributes().get(WorkloadContext.KEY)));
		}
		return context;
	}

}
