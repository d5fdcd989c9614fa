package io.alwayson.telemetry.web;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationPredicate;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.http.server.observation.ServerRequestObservationContext;

/**
 * Leaves servlet requests of probes unobserved.
 */
public final class HealthObservationPredicate implements ObservationPredicate {

	private final HealthPaths paths;

	/** Creates the predicate. */
	public HealthObservationPredicate(HealthPaths paths) {
		this.paths = paths;
	}

	@Override
	public boolean test(String name, Observation.Context context) {
		return !(context instanceof ServerRequestObservationContext request && isProbe(request.getCarrier()));
	}

	private boolean isProbe(@Nullable HttpServletRequest request) {
		if (request == null) {
			return false;
		}
		String path = request.getRequestURI();
		String context = request.getContextPath();
		return this.paths.contain(path.startsWith(context) ? path.substring(context.length()) : path);
	}

}
