package io.alwayson.resilience;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A circuit breaker that does as it is told and counts its permits.
 */
final class ScriptedBreaker implements CircuitBreaker {

	boolean open;

	int permits;

	final List<String> learned = new ArrayList<>();

	@Override
	public boolean tryAcquire() {
		if (!this.open) {
			this.permits++;
		}
		return !this.open;
	}

	@Override
	public void onSuccess(Duration duration) {
		learn("success");
	}

	@Override
	public void onFailure(Duration duration) {
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
		return this.open ? State.OPEN : State.CLOSED;
	}

}
