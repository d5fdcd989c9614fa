package io.alwayson.resilience.actuate;

import java.time.Duration;

import io.alwayson.resilience.CircuitBreaker;
import io.alwayson.resilience.Corridor;
import io.alwayson.resilience.ResilienceDescription;
import io.alwayson.resilience.Switches;
import io.alwayson.workload.ResiliencePolicy;
import org.jspecify.annotations.Nullable;

/**
 * How calls to one dependency are protected now.
 *
 * @param description the protections in their order, in words
 * @param policy what the declaration and the defaults came to
 * @param worstCase the most that one call can come to
 * @param budgetTokens retries that the budget could pay for
 * @param circuitBreaker state of the circuit breaker
 * @param limit attempts that may be in flight, or {@code null} for no limit
 * @param inFlight attempts that are
 * @param hedgeDelay after which time a slow first attempt gets company, or {@code null}
 * for never
 * @param switches what an operator changed
 */
public record DependencyReport(String description, ResiliencePolicy policy, WorstCase worstCase, double budgetTokens,
		CircuitBreaker.State circuitBreaker, @Nullable Integer limit, int inFlight, @Nullable Duration hedgeDelay,
		Switched switches) {

	static DependencyReport of(Corridor corridor) {
		ResilienceDescription description = ResilienceDescription.of(corridor);
		ResiliencePolicy policy = description.policy();
		Switches switches = corridor.switches();
		int limit = corridor.limit().limit();
		Duration hedgeDelay = corridor.hedgeDelay();
		return new DependencyReport(description.toString(), policy,
				new WorstCase(description.maxArrivals(), policy.worstCaseTime(), description.worstCaseTime()),
				corridor.budget(), corridor.breaker().state(), (limit != Integer.MAX_VALUE) ? limit : null,
				corridor.limit().inFlight(), hedgeDelay.isZero() ? null : hedgeDelay,
				new Switched(switches.circuit(), !switches.retriesOff(), !switches.hedgesOff()));
	}

	/**
	 * The most that one call can come to.
	 *
	 * @param attempts attempts, hedges included
	 * @param attemptTime time of them all and of the waits between them
	 * @param time time of the call: its deadline
	 */
	public record WorstCase(int attempts, Duration attemptTime, Duration time) {
	}

	/**
	 * What an operator changed, or could.
	 *
	 * @param circuitBreaker who decides whether attempts pass
	 * @param retries whether calls are attempted again
	 * @param hedges whether slow attempts get company, where the policy has hedges
	 */
	public record Switched(Switches.Circuit circuitBreaker, boolean retries, boolean hedges) {
	}

}
