package io.alwayson.resilience.engine;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.alwayson.resilience.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;

/**
 * A circuit breaker that resilience4j runs. It is told of failures as such: which
 * exceptions are failures was decided before.
 */
final class Resilience4jCircuitBreaker implements CircuitBreaker {

	private static final Throwable FAILURE = new Failure();

	private final io.github.resilience4j.circuitbreaker.CircuitBreaker engine;

	Resilience4jCircuitBreaker(String name, CircuitBreakerConfig configuration, OpenTime openTime, Listener listener) {
		this.engine = io.github.resilience4j.circuitbreaker.CircuitBreaker.of(name, configuration);
		this.engine.getEventPublisher().onStateTransition((event) -> {
			State state = of(event.getStateTransition().getToState());
			listener.onChange(state, (state == State.OPEN) ? openTime.last() : Duration.ZERO);
		});
	}

	@Override
	public boolean tryAcquire() {
		return this.engine.tryAcquirePermission();
	}

	@Override
	public void onSuccess(Duration duration) {
		this.engine.onSuccess(duration.toNanos(), TimeUnit.NANOSECONDS);
	}

	@Override
	public void onFailure(Duration duration) {
		this.engine.onError(duration.toNanos(), TimeUnit.NANOSECONDS, FAILURE);
	}

	@Override
	public void release() {
		this.engine.releasePermission();
	}

	@Override
	public State state() {
		return of(this.engine.getState());
	}

	private static State of(io.github.resilience4j.circuitbreaker.CircuitBreaker.State state) {
		return switch (state) {
			case OPEN, FORCED_OPEN -> State.OPEN;
			case HALF_OPEN -> State.HALF_OPEN;
			case CLOSED, DISABLED, METRICS_ONLY -> State.CLOSED;
		};
	}

	/** Shared, and so without a stack trace. */
	private static final class Failure extends RuntimeException {

		private static final long serialVersionUID = 1L;

		Failure() {
			super("failed attempt", null, false, false);
		}

	}

}
