package io.alwayson.benchmarks.resilience;

import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import com.netflix.concurrency.limits.Limiter;
import com.netflix.concurrency.limits.limit.AIMDLimit;
import com.netflix.concurrency.limits.limiter.SimpleLimiter;
import dev.failsafe.Bulkhead;
import dev.failsafe.CircuitBreaker;
import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeExecutor;
import dev.failsafe.RetryPolicy;
import dev.failsafe.Timeout;
import io.alwayson.resilience.Adapters;
import io.alwayson.resilience.Engines;
import io.alwayson.resilience.Listeners;
import io.alwayson.resilience.Machinery;
import io.alwayson.resilience.Resilience;
import io.alwayson.resilience.ResilienceListener;
import io.alwayson.resilience.Timing;
import io.alwayson.resilience.WheelTimer;
import io.alwayson.resilience.Workers;
import io.alwayson.resilience.engine.ConcurrencyLimits;
import io.alwayson.resilience.engine.Resilience4jCircuitBreakers;
import io.alwayson.workload.binding.WorkloadBinder;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import io.netty.util.HashedWheelTimer;
import org.HdrHistogram.Recorder;
import org.jspecify.annotations.Nullable;

import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

/**
 * The same protection, put together in several ways. None has listeners.
 */
final class Stacks {

	static final Duration ATTEMPT_TIMEOUT = Duration.ofMillis(600);

	static final int ATTEMPTS = 3;

	private static final Duration FIRST_DELAY = Duration.ofMillis(50);

	private Stacks() {
	}

	/** Ours, with what is on by default. */
	static Resilience resilience(WheelTimer timer, Workers workers, List<ResilienceListener> events,
			Map<String, Object> properties) {
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources().addFirst(new MapPropertySource("declaration", properties));
		Timing timing = new Timing(System::nanoTime, Clock.systemUTC(), () -> ThreadLocalRandom.current().nextDouble(),
				TimeUnit.NANOSECONDS::sleep);
		return new Resilience(WorkloadBinder.bind(environment),
				new Engines(new Resilience4jCircuitBreakers(timing, List.of()), new ConcurrencyLimits()),
				new Machinery(timer, workers::execute, timing), new Adapters(List.of(), List.of()),
				(dependency) -> null, new Listeners(List.of(), List.of(), events));
	}

	static io.github.resilience4j.circuitbreaker.CircuitBreaker breaker() {
		return io.github.resilience4j.circuitbreaker.CircuitBreaker.of("prices",
				CircuitBreakerConfig.custom()
					.slidingWindow(10, 20, SlidingWindowType.TIME_BASED)
					.permittedNumberOfCallsInHalfOpenState(1)
					.waitDurationInOpenState(Duration.ofHours(1))
					.slowCallDurationThreshold(Duration.ofDays(1))
					.writableStackTraceEnabled(false)
					.build());
	}

	static Retry retry() {
		return Retry.of("prices",
				RetryConfig.custom()
					.maxAttempts(ATTEMPTS)
					.intervalFunction(IntervalFunction.ofExponentialRandomBackoff(FIRST_DELAY, 2))
					.build());
	}

	static io.github.resilience4j.bulkhead.Bulkhead bulkhead() {
		return io.github.resilience4j.bulkhead.Bulkhead.ofDefaults("prices");
	}

	static FailsafeExecutor<String> failsafe() {
		return Failsafe.with(
				RetryPolicy.<String>builder()
					.withMaxAttempts(ATTEMPTS)
					.withBackoff(FIRST_DELAY.toMillis(), 500, ChronoUnit.MILLIS)
					.build(),
				CircuitBreaker.<String>builder().withFailureRateThreshold(50, 20, Duration.ofSeconds(10)).build(),
				Bulkhead.<String>of(200), Timeout.<String>builder(ATTEMPT_TIMEOUT).withInterrupt().build());
	}

	/**
	 * What the corridor is made of, put together by hand as economically as it can be:
	 * the same circuit breaker and limit, resilience4j's retry, Netty's wheel for the
	 * timeout and a histogram. Without budget, deadline, hedge, classification, context
	 * and everything that happens when a call fails.
	 */
	static final class ByHand {

		private final io.github.resilience4j.circuitbreaker.CircuitBreaker breaker = breaker();

		private final SimpleLimiter<Void> limiter = SimpleLimiter.newBuilder()
			.limit(AIMDLimit.newBuilder().minLimit(4).initialLimit(20).maxLimit(200).timeout(1, TimeUnit.DAYS).build())
			.build();

		private final Recorder latency = new Recorder(TimeUnit.MINUTES.toMicros(1), 2);

		private final @Nullable HashedWheelTimer timer;

		private final Supplier<String> call;

		ByHand(@Nullable HashedWheelTimer timer, Supplier<String> operation) {
			this.timer = timer;
			this.call = Retry.decorateSupplier(retry(), () -> attempt(operation));
		}

		String call() {
			return this.call.get();
		}

		private String attempt(Supplier<String> operation) {
			this.breaker.acquirePermission();
			Limiter.Listener permit = this.limiter.acquire(null).orElse(null);
			if (permit == null) {
				this.breaker.releasePermission();
				throw new IllegalStateException("too many calls");
			}
			long startedAt = System.nanoTime();
			Thread caller = Thread.currentThread();
			io.netty.util.Timeout timeout = (this.timer != null) ? this.timer
				.newTimeout((expired) -> caller.interrupt(), ATTEMPT_TIMEOUT.toNanos(), TimeUnit.NANOSECONDS) : null;
			try {
				String value = operation.get();
				cancel(timeout);
				long duration = System.nanoTime() - startedAt;
				this.latency.recordValue(TimeUnit.NANOSECONDS.toMicros(duration));
				permit.onSuccess();
				this.breaker.onSuccess(duration, TimeUnit.NANOSECONDS);
				return Objects.requireNonNull(value);
			}
			catch (RuntimeException ex) {
				cancel(timeout);
				permit.onDropped();
				this.breaker.onError(System.nanoTime() - startedAt, TimeUnit.NANOSECONDS, ex);
				throw ex;
			}
		}

		private static void cancel(io.netty.util.@Nullable Timeout timeout) {
			if (timeout != null) {
				timeout.cancel();
			}
		}

	}

}
