package io.alwayson.workload;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Something that users do, with what it needs and what it promises.
 *
 * @param name key under {@code alwayson.flows}; also its tag value
 * @param criticality how much the stamp depends on it; default high
 * @param uses dependencies and groups it needs
 * @param routes requests that belong to it, beside those marked with
 * {@link io.alwayson.workload.context.UserFlow @UserFlow}
 * @param objective what it promises, or {@code null} if nothing was said
 * @param sli when its own error rate makes it degraded or unhealthy
 */
public record UserFlow(String name, Criticality criticality, List<Use> uses, List<Route> routes,
		@Nullable Objective objective, Sli sli) {

	/** Copies the lists. */
	public UserFlow {
		uses = List.copyOf(uses);
		routes = List.copyOf(routes);
	}

	/**
	 * An edge of the health graph.
	 *
	 * @param name a declared dependency or group
	 * @param impact what its failure does to the flow
	 */
	public record Use(String name, Impact impact) {
	}

	/**
	 * Requests by method and path.
	 *
	 * @param method upper-case HTTP method, or {@code null} for any
	 * @param pattern path pattern in Spring's notation, within the context path
	 */
	public record Route(@Nullable String method, String pattern) {
	}

	/**
	 * A service level objective.
	 *
	 * @param availability per cent of good requests, above 0 and below 100
	 * @param latency a good request is not slower, or {@code null}
	 * @param window time over which it is kept; default 30 days
	 */
	public record Objective(double availability, @Nullable Duration latency, Duration window) {
	}

	/**
	 * The built-in signal of a flow: its own share of failed requests in the last minute.
	 * Starting points.
	 *
	 * @param degraded share from which the flow is DEGRADED; default 0.05
	 * @param unhealthy share from which the flow is UNHEALTHY; default 0.5
	 * @param minRequests requests in the minute below which there is no signal; default
	 * 50
	 * @param evicts whether it may refuse routing; default false
	 */
	public record Sli(double degraded, double unhealthy, int minRequests, boolean evicts) {
	}

}
