package io.alwayson.resilience;

import java.util.function.LongSupplier;

import io.alwayson.workload.ResiliencePolicy;

/**
 * What retries and hedges may add to the load of one dependency, so that the attempts
 * that arrive never exceed {@code (1 + ratio) x calls + floor x seconds + burst}. Hedges
 * get half of it at most: what is slow must not use up what failures need. Thread-safe,
 * without locks.
 */
final class RetryBudget {

	private final TokenBucket all;

	private final TokenBucket hedges;

	RetryBudget(ResiliencePolicy.Budget budget, LongSupplier nanoTime) {
		this.all = new TokenBucket(budget.ratio(), budget.floor(), budget.burst(), nanoTime);
		this.hedges = new TokenBucket(budget.ratio() / 2, budget.floor() / 2,
				Math.min(budget.burst(), Math.max(1, budget.burst() / 2.0)), nanoTime);
	}

	/** Takes a token for a retry, if there is one. */
	boolean tryTake() {
		return this.all.tryTake();
	}

	/** Takes a token for a hedge, if there is one. */
	boolean tryTakeForHedge() {
		if (!this.hedges.tryTake()) {
			return false;
		}
		if (this.all.tryTake()) {
			return true;
		}
		this.hedges.putBack();
		return false;
	}

	/** Gives back what a hedge that never started had taken. */
	void putBackForHedge() {
		this.hedges.putBack();
		this.all.putBack();
	}

	/** Takes tokens for what has happened already; what is not there is owed. */
	void charge(int requests) {
		this.all.charge(requests);
	}

	/** Refills after a success; called at most once for each call. */
	void onSuccess() {
		this.all.onSuccess();
		this.hedges.onSuccess();
	}

	/** Tokens left now. */
	double available() {
		return this.all.available();
	}

}
