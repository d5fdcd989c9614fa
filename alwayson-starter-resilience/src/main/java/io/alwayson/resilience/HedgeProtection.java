package io.alwayson.resilience;

import java.util.function.LongSupplier;

import io.alwayson.workload.ResiliencePolicy;
import io.alwayson.workload.context.CallOutcome;
import org.jspecify.annotations.Nullable;

/**
 * A second attempt beside a first one that takes longer than nearly all others do. Only
 * of calls that may be repeated, only where nothing is wrong: hedges are against chance,
 * and would make an outage or an overload worse. Source of the idea: Dean and Barroso,
 * "The Tail at Scale", 2013.
 */
final class HedgeProtection implements Protection {

	static final String NAME = "hedge";

	/** Of a limit that is nearly used up the rest is for first attempts. */
	private static final double BUSY = 0.8;

	private final ResiliencePolicy.@Nullable Hedge policy;

	private final RetryBudget budget;

	private final RestPeriod rest;

	private final CircuitBreaker breaker;

	private final ConcurrencyLimit limit;

	private final Switches switches;

	private final LatencyQuantile latency;

	private final LongSupplier nanoTime;

	private final Listeners listeners;

	HedgeProtection(ResiliencePolicy policy, RetryBudget budget, RestPeriod rest, CircuitBreaker breaker,
			ConcurrencyLimit limit, Switches switches, LatencyQuantile latency, LongSupplier nanoTime,
			Listeners listeners) {
		this.policy = policy.hedge();
		this.budget = budget;
		this.rest = rest;
		this.breaker = breaker;
		this.limit = limit;
		this.switches = switches;
		this.latency = latency;
		this.nanoTime = nanoTime;
		this.listeners = listeners;
	}

	@Override
	public String name() {
		return NAME;
	}

	/** Whether the policy has hedges at all. */
	boolean isPossible() {
		return this.policy != null;
	}

	/**
	 * When the attempt that was just begun gets company, on the scale of
	 * {@link System#nanoTime()}; 0 for never.
	 */
	long startAt(ProtectedCall call, Attempt attempt) {
		if (this.policy == null || attempt.number() > 1 || !call.type().mayRepeat() || call.isNestedInRetry()
				|| this.switches.hedgesOff()) {
			return 0;
		}
		long delay = delayNanos();
		if (delay >= attempt.timeoutNanos()) {
			return 0;
		}
		long at = attempt.startedAt() + delay;
		return (at != 0) ? at : 1;
	}

	/** How slow a first attempt may be now; 0 without a declared hedge. */
	long delayNanos() {
		if (this.policy == null) {
			return 0;
		}
		return this.latency.orAtMost(this.policy.maxDelay().toNanos());
	}

	/** Whether company may start now, when it is due. */
	boolean mayStart(ProtectedCall call) {
		HedgeRefusal refusal = refusal();
		if (refusal != null) {
			this.listeners.onHedgeRefused(call.dependency().name(), refusal);
		}
		return refusal == null;
	}

	private @Nullable HedgeRefusal refusal() {
		return (this.breaker.state() != CircuitBreaker.State.CLOSED) ? HedgeRefusal.CIRCUIT : load();
	}

	/** The same for a client whose hedges go elsewhere: a trial may have company. */
	@Nullable HedgeRefusal clientRefusal() {
		return (this.breaker.state() == CircuitBreaker.State.OPEN) ? HedgeRefusal.CIRCUIT : load();
	}

	private @Nullable HedgeRefusal load() {
		if (this.rest.until() - this.nanoTime.getAsLong() > 0) {
			return HedgeRefusal.REST;
		}
		return (this.limit.inFlight() > this.limit.limit() * BUSY) ? HedgeRefusal.LIMIT : null;
	}

	@Override
	public @Nullable CallRejectedException before(ProtectedCall call, Attempt attempt) {
		return (!attempt.isHedge() || this.budget.tryTakeForHedge()) ? null
				: new BudgetExhaustedException(call.dependency().name(), null);
	}

	@Override
	public Next after(ProtectedCall call, Attempt attempt, AttemptOutcome outcome, Next next) {
		if (attempt.isHedge()) {
			ended(call, outcome);
		}
		else if (attempt.number() == 1 && teaches(outcome)) {
			this.latency.record(attempt.durationNanos(), attempt.startedAt() + attempt.durationNanos());
		}
		return next;
	}

	private void ended(ProtectedCall call, AttemptOutcome outcome) {
		if (outcome == AttemptOutcome.REJECTED) {
			// Refused further inside: it never was an attempt.
			this.budget.putBackForHedge();
			return;
		}
		HedgeResult result = outcome.isFinal() ? HedgeResult.WON
				: (outcome == AttemptOutcome.LOST) ? HedgeResult.LOST : HedgeResult.FAILED;
		this.listeners.onHedge(call.dependency().name(), result);
	}

	/** What lost took that long at least: leaving it out would make all look fast. */
	private static boolean teaches(AttemptOutcome outcome) {
		return outcome.result() == CallOutcome.Result.SUCCESS || outcome.result() == CallOutcome.Result.TIMEOUT
				|| outcome == AttemptOutcome.LOST;
	}

}
