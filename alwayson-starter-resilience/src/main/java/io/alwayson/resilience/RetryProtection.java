package io.alwayson.resilience;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

import io.alwayson.workload.ResiliencePolicy;
import io.alwayson.workload.context.CallOutcome;
import org.jspecify.annotations.Nullable;

/**
 * Another attempt after a failure, where that is safe, fits the deadline and is paid for.
 * The wait is uniform between zero and the policy's bound ("full jitter"), on top of what
 * the dependency asked for: retries of all its callers stay away until then.
 */
final class RetryProtection implements Protection {

	static final String NAME = "retry";

	private final ResiliencePolicy policy;

	private final RetryBudget budget;

	private final LongSupplier nanoTime;

	private final DoubleSupplier random;

	private final ResilienceListener listener;

	private final AtomicLong quietUntil;

	RetryProtection(ResiliencePolicy policy, RetryBudget budget, Timing timing, ResilienceListener listener) {
		this.policy = policy;
		this.budget = budget;
		this.nanoTime = timing.nanoTime();
		this.random = timing.random();
		this.listener = listener;
		this.quietUntil = new AtomicLong(this.nanoTime.getAsLong());
	}

	@Override
	public String name() {
		return NAME;
	}

	@Override
	public Next after(ProtectedCall call, AttemptOutcome outcome, Next next) {
		if (outcome.result() == CallOutcome.Result.SUCCESS) {
			this.budget.onSuccess();
			return next;
		}
		long now = this.nanoTime.getAsLong();
		Fault fault = outcome.fault();
		if (fault != null && fault.retryAfter() != null) {
			stayQuiet(now, fault.retryAfter());
		}
		RetryReason reason = reason(call, outcome);
		if (reason == null) {
			return next;
		}
		String dependency = call.dependency().name();
		if (call.isNestedInRetry()) {
			this.listener.onRetryRefused(dependency, RetryRefusal.NESTED);
			return next;
		}
		if (call.attempt() >= this.policy.maxAttempts()) {
			this.listener.onRetryRefused(dependency, RetryRefusal.ATTEMPTS);
			return next;
		}
		long retryAt = retryAt(call, fault, now);
		if (call.deadlineNanos() - retryAt <= 0) {
			this.listener.onRetryRefused(dependency, RetryRefusal.DEADLINE);
			return next;
		}
		if (!this.budget.tryTake()) {
			this.listener.onRetryRefused(dependency, RetryRefusal.BUDGET);
			return next;
		}
		this.listener.onRetry(dependency, reason);
		return new Next.RetryAt(retryAt);
	}

	private static @Nullable RetryReason reason(ProtectedCall call, AttemptOutcome outcome) {
		Fault fault = outcome.fault();
		if (outcome.result() == CallOutcome.Result.TIMEOUT && fault == null) {
			return call.type().mayRepeat() ? RetryReason.TIMEOUT : null;
		}
		if (fault == null || !call.type().mayRetry(fault)) {
			return null;
		}
		return (fault.kind() == Fault.Kind.UNPROCESSED) ? RetryReason.UNPROCESSED : RetryReason.TRANSIENT;
	}

	private long retryAt(ProtectedCall call, @Nullable Fault fault, long now) {
		long earliest = this.quietUntil.get();
		if (fault != null && fault.retryAfter() != null) {
			// Its own in full: the shared one is clamped.
			earliest = later(earliest, after(now, fault.retryAfter()));
		}
		Duration bound = this.policy.maxDelayBefore(call.attempt() - 1);
		return later(now, earliest) + (long) (this.random.getAsDouble() * bound.toNanos());
	}

	/** Clamped, so that one wrong header does not end retries for hours. */
	private void stayQuiet(long now, Duration retryAfter) {
		Duration clamped = (retryAfter.compareTo(this.policy.deadline()) < 0) ? retryAfter : this.policy.deadline();
		long until = now + clamped.toNanos();
		this.quietUntil.accumulateAndGet(until, RetryProtection::later);
	}

	private static long after(long now, Duration time) {
		// No deadline is a year away, and nanoTime must not overflow.
		return now + ((time.toDays() < 365) ? time.toNanos() : Duration.ofDays(365).toNanos());
	}

	/** A difference, because nanoTime may overflow. */
	private static long later(long one, long other) {
		return (one - other >= 0) ? one : other;
	}

}
