package io.alwayson.resilience.engine;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.alwayson.resilience.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;

/**
 * A circuit breaker that resilience4j runs. It is told of failures as such: which
 * exceptions are failures was decided before. The engine's own events are not asked for:
 * with one listener it makes an event, and reads the time of day, for every call.
 */
final class Resilience4jCircuitBreaker implements CircuitBreaker {

	private static final Throwable FAILURE = new Failure();

	private static final Duration UNTIL_TOLD_OTHERWISE = Duration.ofDays(365);

	private final io.github.resilience4j.circuitbreaker.CircuitBreaker engine;

	private final OpenTime openTime;

	private final Listener listener;

	private volatile io.github.resilience4j.circuitbreaker.CircuitBreaker.State told;

	Resilience4jCircuitBreaker(String name, CircuitBreakerConfig configuration, OpenTime openTime, Listener listener) {
		this.engine = io.github.resilience4j.circuitbreaker.CircuitBreaker.of(name, configuration);
		this.openTime = openTime;
		this.listener = listener;
		this.told = this.engine.getState();
	}

	@Override
	public Permit tryAcquire() {
		if (refusesAnyway()) {
			return Permit.REFUSED;
		}
		boolean granted = this.engine.tryAcquirePermission();
		tellOfChange();
		return granted ? Permit.GRANTED : Permit.REFUSED;
	}

	/** The engine would make an event of each refusal, which nobody listens to. */
	private boolean refusesAnyway() {
		var state = this.told;
		return (state == io.github.resilience4j.circuitbreaker.CircuitBreaker.State.OPEN && this.openTime.lasts())
				|| state == io.github.resilience4j.circuitbreaker.CircuitBreaker.State.FORCED_OPEN;
	}

	@Override
	public void onSuccess(long durationNanos) {
		this.engine.onSuccess(durationNanos, TimeUnit.NANOSECONDS);
		tellOfChange();
	}

	@Override
	public void onFailure(long durationNanos) {
		this.engine.onError(durationNanos, TimeUnit.NANOSECONDS, FAILURE);
		tellOfChange();
	}

	@Override
	public void release() {
		this.engine.releasePermission();
	}

	@Override
	public State state() {
		return of(this.engine.getState());
	}

	@Override
	public void forceOpen() {
		this.engine.transitionToForcedOpenState();
		tellOfChange();
	}

	@Override
	public void forceClosed() {
		this.engine.transitionToDisabledState();
		tellOfChange();
	}

	@Override
	public void automatic() {
		this.engine.reset();
		tellOfChange();
	}

	/**
	 * Two threads may see one change: it is told once, and the last state told is the
	 * state that is.
	 */
	private void tellOfChange() {
		if (this.engine.getState() != this.told) {
			synchronized (this) {
				var now = this.engine.getState();
				State before = of(this.told);
				this.told = now;
				State state = of(now);
				if (now == io.github.resilience4j.circuitbreaker.CircuitBreaker.State.FORCED_OPEN) {
					this.listener.onChange(state, UNTIL_TOLD_OTHERWISE);
				}
				else if (state != before) {
					this.listener.onChange(state, (state == State.OPEN) ? this.openTime.last() : Duration.ZERO);
				}
			}
		}
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
