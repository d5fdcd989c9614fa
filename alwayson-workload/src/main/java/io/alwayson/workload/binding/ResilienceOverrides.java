package io.alwayson.workload.binding;

import java.time.Duration;

import io.alwayson.workload.ResiliencePolicy;
import org.jspecify.annotations.Nullable;

/**
 * Keys under {@code alwayson.resilience.defaults} and
 * {@code alwayson.dependencies.<name>.resilience}.
 *
 * @param deadline limit of a call over all its attempts
 * @param attemptTimeout limit of one attempt
 * @param connectTimeout limit of making a connection, in clients that the starter makes
 * @param maxAttempts attempts in all, hedges included
 * @param firstDelay upper bound of the wait before the first retry
 * @param maxDelay cap of the growing upper bound
 * @param budget what retries and hedges may add to the load of the dependency
 * @param breaker when calls are refused at once
 * @param limit how many attempts may be in flight
 * @param hedge when a second attempt is started beside a slow first one
 * @param fallback name of the bean that answers when the call fails; none for none
 */
public record ResilienceOverrides(@Nullable Duration deadline, @Nullable Duration attemptTimeout,
		@Nullable Duration connectTimeout, @Nullable Integer maxAttempts, @Nullable Duration firstDelay,
		@Nullable Duration maxDelay, @Nullable BudgetOverrides budget, @Nullable BreakerOverrides breaker,
		@Nullable LimitOverrides limit, @Nullable HedgeOverrides hedge, @Nullable String fallback) {

	static final ResilienceOverrides NONE = new ResilienceOverrides(null, null, null, null, null, null, null, null,
			null, null, null);

	/** The same with hedges, and nothing said about them. */
	ResilienceOverrides withHedge() {
		return new ResilienceOverrides(this.deadline, this.attemptTimeout, this.connectTimeout, this.maxAttempts,
				this.firstDelay, this.maxDelay, this.budget, this.breaker, this.limit,
				new HedgeOverrides(true, null, null), this.fallback);
	}

	/**
	 * Keys under {@code budget}.
	 *
	 * @param ratio tokens that each successful call adds
	 * @param floor tokens added per second whatever the traffic
	 * @param burst size of the bucket; 0 means no retry ever
	 */
	public record BudgetOverrides(@Nullable Double ratio, @Nullable Double floor, @Nullable Integer burst) {
	}

	/**
	 * Keys under {@code breaker}.
	 *
	 * @param failureRatio share of failed attempts that opens it
	 * @param minCalls attempts in the window before it decides
	 * @param window length of the sliding window
	 * @param openFor time it stays open at first
	 * @param maxOpenFor cap of that time
	 */
	public record BreakerOverrides(@Nullable Double failureRatio, @Nullable Integer minCalls, @Nullable Duration window,
			@Nullable Duration openFor, @Nullable Duration maxOpenFor) {
	}

	/**
	 * Keys under {@code limit}.
	 *
	 * @param mode adaptive, fixed or off
	 * @param min lowest adaptive limit
	 * @param initial limit at the start, and the limit itself when fixed
	 * @param max highest adaptive limit
	 */
	public record LimitOverrides(ResiliencePolicy.Limit.@Nullable Mode mode, @Nullable Integer min,
			@Nullable Integer initial, @Nullable Integer max) {
	}

	/**
	 * Keys under {@code hedge}.
	 *
	 * @param enabled whether there are hedges; true once anything is said under hedge
	 * @param quantile live latency quantile after which the hedge starts
	 * @param maxDelay cap of that time
	 */
	public record HedgeOverrides(@Nullable Boolean enabled, @Nullable Double quantile, @Nullable Duration maxDelay) {
	}

}
