package io.alwayson.resilience;

import java.time.Duration;
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

	private final RestPeriod rest;

	private final Switches switches;

	private final LongSupplier nanoTime;

	private final DoubleSupplier random;

	private final Listeners listeners;

	RetryProtection(ResiliencePolicy policy, RetryBudget budget, RestPeriod rest, Switches switches, Timing timing,
			Listeners listeners) {
		this.policy = policy;
		this.budget = budget;
		this.rest = rest;
		this.switches = switches;
		this.nanoTime = timing.nanoTime();
		this.random = timing.random();
		this.listeners = listeners;
	}

	@Override
	public String name() {
		return NAME;
	}

	@Override
	public Next after(ProtectedCall call, Attempt attempt, AttemptOutcome outcome, Next next) {
		if (outcome.result() == CallOutcome.Result.SUCCESS) {
			if (next == Next.DONE) {
				this.budget.onSuccess();
			}
			return next;
		}
		Fault fault = outcome.fault();
		if (fault != null && fault.retryAfter() != null) {
			this.rest.extend(fault.retryAfter());
		}
		RetryReason reason = (next == Next.DONE) ? reason(call, outcome) : null;
		return (reason != null) ? retry(call, fault, reason, next) : next;
	}

	private Next retry(ProtectedCall call, @Nullable Fault fault, RetryReason reason, Next next) {
		long now = this.nanoTime.getAsLong();
		long retryAt = retryAt(call, fault, now);
		RetryRefusal refusal = refusal(call, retryAt);
		String dependency = call.dependency().name();
		if (refusal != null) {
			if (refusal == RetryRefusal.BUDGET) {
				call.unpaid();
			}
			this.listeners.onRetryRefused(dependency, refusal);
			return next;
		}
		this.listeners.onRetry(dependency, reason, retryAt - now);
		return new Next.RetryAt(retryAt);
	}

	/** Why there is no retry. The budget is asked last: what it pays for happens. */
	private @Nullable RetryRefusal refusal(ProtectedCall call, long retryAt) {
		if (this.switches.retriesOff()) {
			return RetryRefusal.SWITCHED_OFF;
		}
		if (call.isNestedInRetry()) {
			return RetryRefusal.NESTED;
		}
		if (call.attempts() >= this.policy.maxAttempts()) {
			return RetryRefusal.ATTEMPTS;
		}
		if (call.deadlineNanos() - retryAt <= 0) {
			return RetryRefusal.DEADLINE;
		}
		return this.budget.tryTake() ? null : RetryRefusal.BUDGET;
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
		long earliest = this.rest.until();
		if (fault != null && fault.retryAfter() != null) {
			// Its own in full: the shared one is clamped.
			earliest = RestPeriod.later(earliest, after(now, fault.retryAfter()));
		}
		Duration bound = this.policy.maxDelayBefore(call.attempts() - 1);
		return RestPeriod.later(now, earliest) + (long) (this.random.getAsDouble() * bound.toNanos());
	}

	private static long after(long now, Duration time) {
		// No deadline is a year away, and nanoTime must not overflow.
		return now + ((time.toDays() < 365) ? time.toNanos() : Duration.ofDays(365).toNanos());
	}

}
