package io.alwayson.benchmarks.campaign;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import io.github.resilience4j.timelimiter.TimeLimiter;
import io.github.resilience4j.timelimiter.TimeLimiterConfig;

/**
 * In the order of resilience4j's aspects, with the settings of its demo for Spring Boot,
 * its time limiter's default of a second and its bulkhead's of 25 calls.
 */
final class Resilience4jAsDocumented {

	private Resilience4jAsDocumented() {
	}

	/** Around the calls of a dependency. */
	static UnaryOperator<Supplier<String>> around(String name, boolean withBreaker) {
		ExecutorService threads = Executors.newCachedThreadPool();
		TimeLimiter timeLimiter = TimeLimiter.of(name, TimeLimiterConfig.ofDefaults());
		CircuitBreaker breaker = CircuitBreaker.of(name,
				CircuitBreakerConfig.custom()
					.slidingWindowSize(10)
					.minimumNumberOfCalls(5)
					.permittedNumberOfCallsInHalfOpenState(3)
					.automaticTransitionFromOpenToHalfOpenEnabled(true)
					.waitDurationInOpenState(Duration.ofSeconds(5))
					.failureRateThreshold(50)
					.build());
		Retry retry = Retry.of(name, RetryConfig.custom().maxAttempts(3).waitDuration(Duration.ofMillis(500)).build());
		return (call) -> {
			Callable<String> limited = TimeLimiter.decorateFutureSupplier(timeLimiter, () -> threads.submit(call::get));
			Callable<String> guarded = withBreaker ? CircuitBreaker.decorateCallable(breaker, limited) : limited;
			return unchecked(Retry.decorateCallable(retry, guarded));
		};
	}

	/** Around a handler. */
	static UnaryOperator<Supplier<String>> bulkhead() {
		Bulkhead bulkhead = Bulkhead.ofDefaults("work");
		return (work) -> Bulkhead.decorateSupplier(bulkhead, work);
	}

	private static Supplier<String> unchecked(Callable<String> call) {
		return () -> {
			try {
				return call.call();
			}
			catch (RuntimeException ex) {
				throw ex;
			}
			catch (Exception ex) {
				throw new IllegalStateException(ex);
			}
		};
	}

}
