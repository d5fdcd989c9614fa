package io.alwayson.resilience;

import java.util.ArrayList;
import java.util.List;

/**
 * A circuit breaker that does as it is told and counts its permits.
 */
final class ScriptedBreaker implements CircuitBreaker {

	boolean open;

	int permits;

	boolean halfOpen;

	final List<String> learned = new ArrayList<>();

	@Override
	public Permit tryAcquire() {
		if (!this.open) {
			this.permits++;
		}
		return this.open ? Permit.REFUSED : Permit.GRANTED;
	}

	@Override
	public void onSuccess(long durationNanos) {
		learn("success");
	}

	@Override
	public void onFailure(long durationNanos) {
		learn("failure");
	}

	@Override
	public void release() {
		learn("nothing");
	}

	private synchronized void learn(String what) {
		this.permits--;
		this.learned.add(what);
	}

	@Override
	public State state() {
		return this.halfOpen ? State.HALF_OPEN : (this.open ? State.OPEN : State.CLOSED);
	}

	@Override
	public void forceOpen() {
		this.open = true;
	}

	@Override
	public void forceClosed() {
		this.open = false;
	}

	@Override
	public void automatic() {
		this.open = false;
	}

}
