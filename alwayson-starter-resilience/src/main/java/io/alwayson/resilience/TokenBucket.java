package io.alwayson.resilience;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Tokens that pay for extra attempts: each success adds {@code ratio} of one, time adds
 * {@code floor} a second, {@code burst} is the most it holds and what it starts with. A
 * bucket without a burst never pays. Thread-safe, without locks.
 */
final class TokenBucket {

	/**
	 * Tokens are counted in billionths, so that a floor of 1 is one of them a nanosecond.
	 */
	private static final long TOKEN = 1_000_000_000L;

	private static final long REFILL_STEP_NANOS = 1_000_000L;

	private final long ratio;

	private final double floor;

	private final long capacity;

	private final LongSupplier nanoTime;

	private final AtomicLong tokens;

	private final AtomicLong refilledAt;

	TokenBucket(double ratio, double floor, double burst, LongSupplier nanoTime) {
		this.ratio = Math.round(ratio * TOKEN);
		this.floor = floor;
		this.capacity = Math.round(burst * TOKEN);
		this.nanoTime = nanoTime;
		this.tokens = new AtomicLong(this.capacity);
		this.refilledAt = new AtomicLong(nanoTime.getAsLong());
	}

	/** Takes a token, if there is one. */
	boolean tryTake() {
		refill();
		long current = this.tokens.get();
		while (current >= TOKEN) {
			if (this.tokens.compareAndSet(current, current - TOKEN)) {
				return true;
			}
			current = this.tokens.get();
		}
		return false;
	}

	/**
	 * Takes tokens whether they are there or not. Debt is at most what the bucket holds,
	 * so that it ends.
	 */
	void charge(int amount) {
		refill();
		this.tokens.accumulateAndGet(amount * TOKEN, (held, taken) -> Math.max(held - taken, -this.capacity));
	}

	/** Gives a token back that paid for nothing. */
	void putBack() {
		add(TOKEN);
	}

	/** Refills after a success; called at most once for each call. */
	void onSuccess() {
		add(this.ratio);
	}

	/** Tokens left now; none where some are owed. */
	double available() {
		refill();
		return Math.max(0, (double) this.tokens.get() / TOKEN);
	}

	private void refill() {
		long now = this.nanoTime.getAsLong();
		long last = this.refilledAt.get();
		long elapsed = now - last;
		// Whoever moves the mark owns the time that passed: it is added once.
		if (elapsed >= REFILL_STEP_NANOS && this.refilledAt.compareAndSet(last, now)) {
			add((long) (elapsed * this.floor));
		}
	}

	private void add(long amount) {
		long current = this.tokens.get();
		while (current < this.capacity && amount > 0) {
			long next = current + Math.min(amount, this.capacity - current);
			if (this.tokens.compareAndSet(current, next)) {
				return;
			}
			current = this.tokens.get();
		}
	}

}
