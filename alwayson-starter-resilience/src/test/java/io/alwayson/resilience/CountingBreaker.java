package io.alwayson.resilience;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Grants every permit and counts them: each is given back exactly once.
 */
final class CountingBreaker implements CircuitBreaker {

	final AtomicInteger granted = new AtomicInteger();

	final AtomicInteger returned = new AtomicInteger();

	@Override
	public Permit tryAcquire() {
		this.granted.incrementAndGet();
		return Permit.GRANTED;
	}

	@Override
	public void onSuccess(long durationNanos) {
		this.returned.incrementAndGet();
	}

	@Override
	public void onFailure(long durationNanos) {
		this.returned.incrementAndGet();
	}

	@Override
	public void release() {
		this.returned.incrementAndGet();
	}

	@Override
	public State state() {
		return State.CLOSED;
	}

	@Override
	public void forceOpen() {
		throw new UnsupportedOperationException();
	}

	@Override
	public void forceClosed() {
		throw new UnsupportedOperationException();
	}

	@Override
	public void automatic() {
		throw new UnsupportedOperationException();
	}

}
