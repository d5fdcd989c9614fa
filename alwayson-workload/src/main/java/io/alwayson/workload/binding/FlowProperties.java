package io.alwayson.workload.binding;

import java.time.Duration;
import java.util.List;

import io.alwayson.workload.Criticality;
import org.jspecify.annotations.Nullable;

/**
 * Keys under {@code alwayson.flows.<name>}.
 *
 * @param criticality how much the stamp depends on the flow; default high
 * @param uses declared dependencies and groups, each as name or name:impact
 * @param routes requests that belong to the flow, each as METHOD /pattern or /pattern
 * @param objective what the flow promises
 * @param sli when the flow's own error rate makes it degraded or unhealthy
 */
public record FlowProperties(@Nullable Criticality criticality, @Nullable List<String> uses,
		@Nullable List<String> routes, @Nullable ObjectiveProperties objective, @Nullable SliProperties sli) {

	/**
	 * Keys under {@code objective}.
	 *
	 * @param availability per cent of good requests, above 0 and below 100. Mandatory
	 * @param latency a good request is not slower
	 * @param window time over which the objective is kept; default 30d
	 */
	public record ObjectiveProperties(@Nullable Double availability, @Nullable Duration latency,
			@Nullable Duration window) {
	}

	/**
	 * Keys under {@code sli}.
	 *
	 * @param degraded share of failed requests from which the flow is degraded; default
	 * 0.05
	 * @param unhealthy share of failed requests from which the flow is unhealthy; default
	 * 0.5
	 * @param minRequests requests in a minute below which there is no signal; default 50
	 * @param evicts whether the signal may take the stamp out of rotation; default false
	 */
	public record SliProperties(@Nullable Double degraded, @Nullable Double unhealthy, @Nullable Integer minRequests,
			@Nullable Boolean evicts) {
	}

}
