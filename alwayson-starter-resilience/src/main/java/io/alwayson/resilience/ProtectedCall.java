package io.alwayson.resilience;

import java.time.Duration;

import io.alwayson.workload.Dependency;
import io.alwayson.workload.context.CallContext;
import io.alwayson.workload.context.CallOutcome;
import io.alwayson.workload.context.Deadline;
import org.jspecify.annotations.Nullable;

/**
 * The decisions about one call. A driver asks {@link #before} before each attempt and
 * {@link #after} after it, never two threads at once; {@link #expire} alone may come from
 * another thread while an attempt runs. Where two attempts run at once, the loser is told
 * of first.
 */
final class ProtectedCall {

	private final Corridor corridor;

	private final CallType type;

	private final CallContext outer;

	private final long deadline;

	private final long startedAt;

	private int attempts;

	private int running;

	private boolean fallback;

	private boolean unpaid;

	private CallOutcome.@Nullable Result lastResult;

	ProtectedCall(Corridor corridor, CallType type, CallContext outer) {
		this.corridor = corridor;
		this.type = type;
		this.outer = outer;
		this.startedAt = corridor.now();
		long own = this.startedAt + corridor.deadlineNanos();
		Deadline given = outer.deadline();
		// A difference, because nanoTime may overflow.
		this.deadline = (given != null && given.nanoTime() - own < 0) ? given.nanoTime() : own;
	}

	/**
	 * Begins an attempt, unless a protection refuses it.
	 * @return why it may not start, or {@code null} if it may
	 */
	@Nullable CallRejectedException before(Attempt attempt) {
		attempt.startsAt((this.attempts == 0) ? this.startedAt : this.corridor.now(), this.attempts + 1);
		Protection[] protections = this.corridor.protections();
		for (int ring = 0; ring < protections.length; ring++) {
			CallRejectedException rejection = protections[ring].before(this, attempt);
			if (rejection != null) {
				reject(attempt, rejection, ring);
				return rejection;
			}
		}
		this.attempts++;
		this.running++;
		return null;
	}

	private void reject(Attempt attempt, CallRejectedException rejection, int ring) {
		Listeners listeners = this.corridor.listeners();
		if (attempt.isHedge()) {
			listeners.onHedgeRefused(dependency().name(),
					(rejection instanceof BudgetExhaustedException) ? HedgeRefusal.BUDGET : HedgeRefusal.REJECTED);
		}
		else {
			listeners.onRejected(dependency().name(), rejection.policy());
			if (this.attempts > 0) {
				listeners.onRetryRefused(dependency().name(), RetryRefusal.REJECTED);
			}
		}
		// Only rings that were passed: those further inside know nothing of this attempt.
		askInReverse(attempt, ring - 1, AttemptOutcome.REJECTED);
	}

	/**
	 * Ends an attempt.
	 * @param outcome what became of it
	 * @return what follows
	 */
	Next after(Attempt attempt, AttemptOutcome outcome) {
		this.running--;
		attempt.endsAt(this.corridor.now());
		AttemptOutcome judged = (outcome == AttemptOutcome.TIMEOUT) ? attempt.expiry() : outcome;
		this.lastResult = judged.result();
		return askInReverse(attempt, this.corridor.protections().length - 1, judged);
	}

	private Next askInReverse(Attempt attempt, int innermost, AttemptOutcome outcome) {
		Protection[] protections = this.corridor.protections();
		Next next = (this.running > 0) ? Next.AWAIT : Next.DONE;
		for (int ring = innermost; ring >= 0; ring--) {
			next = protections[ring].after(this, attempt, outcome, next);
		}
		return next;
	}

	/**
	 * What a caller gets whose last attempt ran out of time.
	 * @param cause what became of that attempt
	 */
	RuntimeException timeoutException(Attempt attempt, @Nullable Throwable cause) {
		String name = dependency().name();
		if (remainingNanos() <= 0) {
			return DeadlineExceededException.noAnswer(name, cause);
		}
		return this.unpaid ? new BudgetExhaustedException(name, cause)
				: new AttemptTimeoutException(name, Duration.ofNanos(attempt.timeoutNanos()), cause);
	}

	/** Ends the call while it waits for a retry that nobody wants any more. */
	void abandon() {
		over(CallOutcome.Result.CANCELLED);
	}

	/** Says that the time of a running attempt is over, although it still runs. */
	void expire(Attempt attempt) {
		for (Protection protection : this.corridor.protections()) {
			protection.expired(this, attempt);
		}
	}

	/**
	 * Whether the declared fallback shall answer in place of what the call ended with.
	 */
	boolean usesFallback() {
		return this.fallback;
	}

	void useFallback() {
		this.fallback = true;
	}

	/** Says that another attempt was wanted and could not be paid for. */
	void unpaid() {
		this.unpaid = true;
	}

	Corridor corridor() {
		return this.corridor;
	}

	Dependency dependency() {
		return this.corridor.dependency();
	}

	CallType type() {
		return this.type;
	}

	/** Who makes attempts again. */
	String retryOwner() {
		return this.type.retriedByClient() ? ResilienceDescription.CLIENT : ResilienceDescription.ALWAYSON;
	}

	/** How many attempts were started. */
	int attempts() {
		return this.attempts;
	}

	/** Time left until the deadline of the call, zero or less when it has passed. */
	long remainingNanos() {
		return this.deadline - this.corridor.now();
	}

	/** Time that is left when an attempt starts. */
	long remainingNanos(Attempt attempt) {
		return this.deadline - attempt.startedAt();
	}

	/** What the operation shall know: which attempt it is and when its answer is due. */
	CallContext context(Attempt attempt) {
		return this.outer.inAttempt(dependency().name(), attempt.number(), new Deadline(attempt.dueAt()));
	}

	/** Whether the next attempt is one of those that may get company. */
	boolean mayBeHedged() {
		return this.attempts == 0 && this.corridor.hedging().isPossible();
	}

	/** When a slow first attempt gets company, 0 for never. */
	long hedgeAt(Attempt attempt) {
		return this.corridor.hedging().startAt(this, attempt);
	}

	/** Whether it may start now, when it is due. */
	boolean mayHedge() {
		return this.corridor.hedging().mayStart(this);
	}

	/** Says that it did not start for want of a thread. */
	void hedgeWithoutThread() {
		this.corridor.listeners().onHedgeRefused(dependency().name(), HedgeRefusal.THREADS);
	}

	long deadlineNanos() {
		return this.deadline;
	}

	/** Whether this call is made by a retry of another one. */
	boolean isNestedInRetry() {
		return this.outer.attempt() > 1;
	}

	void over(CallOutcome.Result result) {
		Listeners listeners = this.corridor.listeners();
		if (!listeners.hearOfCalls()) {
			return;
		}
		// A retry that was refused changes nothing about what the caller gets.
		CallOutcome.Result last = this.lastResult;
		CallOutcome.Result shown = (result == CallOutcome.Result.REJECTED && last != null) ? last : result;
		listeners.onCall(dependency().name(), shown, this.attempts, this.corridor.now() - this.startedAt);
	}

}
