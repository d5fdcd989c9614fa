package io.alwayson.telemetry.web;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationPredicate;

import org.springframework.http.server.reactive.observation.ServerRequestObservationContext;

/**
 * Leaves reactive requests of probes unobserved.
 */
public final class ReactiveHealthObservationPredicate implements ObservationPredicate {

	private final HealthPaths paths;

	/** Creates the predicate. */
	public ReactiveHealthObservationPredicate(HealthPaths paths) {
		this.paths = paths;
	}

	@Override
	public boolean test(String name, Observation.Context context) {
		return !(context instanceof ServerRequestObservationContext request && request.getCarrier() != null
				&& this.paths.contain(request.getCarrier().getPath().pathWithinApplication().value()));
	}

}
