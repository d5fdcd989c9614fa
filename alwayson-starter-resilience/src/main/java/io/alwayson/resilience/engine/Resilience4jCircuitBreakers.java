package io.alwayson.resilience.engine;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.LongSupplier;

import io.alwayson.resilience.CircuitBreaker;
import io.alwayson.resilience.Timing;
import io.alwayson.workload.Dependency;
import io.alwayson.workload.ResiliencePolicy;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;

/**
 * Makes circuit breakers that resilience4j runs: a sliding window of time that counts
 * attempts, one trial at a time when half-open, one good trial closes it.
 */
public final class Resilience4jCircuitBreakers implements CircuitBreaker.Factory {

	private final Timing timing;

	private final List<CircuitBreakerConfigCustomizer> customizers;

	/**
	 * Creates a factory.
	 * @param timing time and chance
	 * @param customizers called in this order
	 */
	public Resilience4jCircuitBreakers(Timing timing, List<CircuitBreakerConfigCustomizer> customizers) {
		this.timing = timing;
		this.customizers = List.copyOf(customizers);
	}

	@Override
	public CircuitBreaker create(Dependency dependency, CircuitBreaker.Listener listener) {
		ResiliencePolicy.Breaker policy = dependency.resilience().breaker();
		OpenTime openTime = new OpenTime(policy.openFor(), policy.maxOpenFor(), this.timing.nanoTime(),
				this.timing.random());
		CircuitBreakerConfig.Builder configuration = CircuitBreakerConfig.custom()
			.failureRateThreshold((float) (policy.failureRatio() * 100))
			.slidingWindow(windowSeconds(policy.window()), policy.minCalls(), SlidingWindowType.TIME_BASED)
			.permittedNumberOfCallsInHalfOpenState(1)
			.waitIntervalFunctionInOpenState(openTime)
			// Slowness is bounded by the attempt timeout, which is a failure of its own.
			.slowCallDurationThreshold(Duration.ofDays(1))
			.writableStackTraceEnabled(false)
			.clock(new MonotonicClock(this.timing.nanoTime()));
		this.customizers.forEach((customizer) -> customizer.customize(dependency.name(), configuration));
		return new Resilience4jCircuitBreaker(dependency.name(), configuration.build(), openTime, listener);
	}

	private static int windowSeconds(Duration window) {
		return (int) Math.min(Integer.MAX_VALUE, window.plusSeconds(1).minusNanos(1).toSeconds());
	}

	/** An open breaker must not wait for a corrected wall clock. */
	private static final class MonotonicClock extends Clock {

		private final LongSupplier nanoTime;

		private final long origin;

		MonotonicClock(LongSupplier nanoTime) {
			this.nanoTime = nanoTime;
			this.origin = nanoTime.getAsLong();
		}

		@Override
		public Instant instant() {
			return Instant.EPOCH.plusNanos(this.nanoTime.getAsLong() - this.origin);
		}

		@Override
		public ZoneId getZone() {
			return ZoneOffset.UTC;
		}

		@Override
		public Clock withZone(ZoneId zone) {
			return this;
		}

	}

}
