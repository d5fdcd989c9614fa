package io.alwayson.health.observation;

import io.alwayson.workload.context.WorkloadContext;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationPredicate;

/**
 * Leaves unobserved what a check does: no span and no meter of the clients that it calls
 * with. The runs of checks have a meter of their own.
 */
public final class ProbeObservationPredicate implements ObservationPredicate {

	@Override
	public boolean test(String name, Observation.Context context) {
		return !WorkloadContext.current().probe();
	}

}
