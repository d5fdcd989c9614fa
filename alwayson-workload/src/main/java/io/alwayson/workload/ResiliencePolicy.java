package io.alwayson.workload;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * How calls to one dependency are protected. Immutable, resolved from the declaration and
 * the defaults.
 *
 * @param deadline limit of a call over all its attempts; default 2s, never more than what
 * is left of the request's
 * @param attemptTimeout limit of one attempt; default 600ms
 * @param connectTimeout limit of making a connection, in the clients that the starter
 * makes; default 5s
 * @param maxAttempts attempts in all, hedges included; default 3
 * @param firstDelay upper bound of the wait before the first retry, doubled for each
 * further one (full jitter: the wait is uniform between zero and the bound); default 50ms
 * @param maxDelay cap of that bound; default 500ms
 * @param budget what retries and hedges may add to the load of the dependency
 * @param breaker when calls are refused at once
 * @param limit how many attempts may be in flight
 * @param hedge when a second attempt is started beside a slow first one, or {@code null}
 * for never
 * @param fallback name of the bean that answers when the call fails, or {@code null}
 */
public record ResiliencePolicy(Duration deadline, Duration attemptTimeout, Duration connectTimeout, int maxAttempts,
		Duration firstDelay, Duration maxDelay, Budget budget, Breaker breaker, Limit limit, @Nullable Hedge hedge,
		@Nullable String fallback) {

	/**
	 * The longest time that attempts and waits can take:
	 * {@code maxAttempts x attemptTimeout + sum of min(maxDelay,
	 * firstDelay x 2^k) for k = 0 .. maxAttempts - 2}. Start-up is refused where it
	 * exceeds the deadline.
	 */
	public Duration worstCaseTime() {
		Duration sum = this.attemptTimeout.multipliedBy(this.maxAttempts);
		for (int retry = 0; retry <= this.maxAttempts - 2; retry++) {
			sum = sum.plus(maxDelayBefore(retry));
		}
		return sum;
	}

	/** The upper bound of the wait before the given retry, counted from zero. */
	public Duration maxDelayBefore(int retry) {
		Duration bound = this.firstDelay;
		for (int doubling = 0; doubling < retry && bound.compareTo(this.maxDelay) < 0; doubling++) {
			bound = bound.multipliedBy(2);
		}
		return (bound.compareTo(this.maxDelay) < 0) ? bound : this.maxDelay;
	}

	/**
	 * One token bucket per dependency, charged by every retry and hedge.
	 *
	 * @param ratio tokens that each successful call adds; default 0.1
	 * @param floor tokens added per second whatever the traffic; default 1
	 * @param burst size of the bucket, full at first; 0 means no retry ever; default 10
	 */
	public record Budget(double ratio, double floor, int burst) {
	}

	/**
	 * A circuit breaker per endpoint that counts attempts.
	 *
	 * @param failureRatio share of failed attempts that opens it; default 0.5
	 * @param minCalls attempts in the window before it decides; default 20
	 * @param window length of the sliding window; default 10s
	 * @param openFor time it stays open at first; default 200ms, growing and jittered
	 * @param maxOpenFor cap of that time; default 500ms
	 */
	public record Breaker(double failureRatio, int minCalls, Duration window, Duration openFor, Duration maxOpenFor) {
	}

	/**
	 * A limit on attempts in flight.
	 *
	 * @param mode default {@link Mode#ADAPTIVE}
	 * @param min lowest adaptive limit; default 4
	 * @param initial limit at the start, and the limit itself when fixed; default 20
	 * @param max highest adaptive limit; default 200
	 */
	public record Limit(Mode mode, int min, int initial, int max) {

		/** How the limit is found. */
		public enum Mode {

			/**
			 * Follows timeouts and requests to be left alone: they lower it, answers
			 * raise it.
			 */
			ADAPTIVE,

			/** Stays at {@code initial}. */
			FIXED,

			/** No limit. */
			OFF

		}

	}

	/**
	 * A second attempt beside a slow first one; idempotent calls only.
	 *
	 * @param quantile live latency quantile after which it starts; default 0.95
	 * @param maxDelay cap of that time, shorter than an attempt; default 300ms, half of
	 * the attempt timeout if that is less
	 */
	public record Hedge(double quantile, Duration maxDelay) {
	}

}
