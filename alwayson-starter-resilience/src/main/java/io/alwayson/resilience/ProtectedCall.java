package io.alwayson.resilience;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import io.alwayson.workload.Dependency;
import io.alwayson.workload.context.CallContext;
import io.alwayson.workload.context.CallOutcome;
import io.alwayson.workload.context.Deadline;
import org.jspecify.annotations.Nullable;

/**
 * The decisions about one call. A driver asks {@link #before()} before each attempt and
 * {@link #after(AttemptOutcome)} after it, one thread at a time; {@link #expire()} alone
 * may come from another thread while an attempt runs.
 */
public final class ProtectedCall {

	private final Corridor corridor;

	private final CallType type;

	private final CallContext outer;

	private final Deadline deadline;

	private final long startedAt;

	private final AtomicBoolean permit = new AtomicBoolean();

	private int attempt;

	private volatile long attemptStartedAt;

	private long attemptTimeoutNanos;

	private volatile boolean shortened;

	private CallOutcome.@Nullable Result lastResult;

	ProtectedCall(Corridor corridor, CallType type, CallContext outer) {
		this.corridor = corridor;
		this.type = type;
		this.outer = outer;
		this.startedAt = corridor.now();
		Deadline own = Deadline.after(corridor.dependency().resilience().deadline(), this.startedAt);
		this.deadline = (outer.deadline() != null) ? own.earlierOf(outer.deadline()) : own;
	}

	/**
	 * Begins an attempt, unless a protection refuses it.
	 * @return why it may not start, or {@code null} if it may
	 */
	public @Nullable CallRejectedException before() {
		List<Protection> protections = this.corridor.protections();
		for (int ring = 0; ring < protections.size(); ring++) {
			CallRejectedException rejection = protections.get(ring).before(this);
			if (rejection != null) {
				reject(rejection, ring);
				return rejection;
			}
		}
		this.attempt++;
		this.attemptStartedAt = this.corridor.now();
		return null;
	}

	private void reject(CallRejectedException rejection, int ring) {
		this.corridor.listeners().onRejected(dependency().name(), rejection.policy());
		if (this.attempt > 0) {
			this.corridor.listeners().onRetryRefused(dependency().name(), RetryRefusal.REJECTED);
		}
		// Only rings that were passed: those further inside know nothing of this attempt.
		askInReverse(ring - 1, AttemptOutcome.REJECTED);
	}

	/**
	 * Ends an attempt.
	 * @param outcome what became of it
	 * @return what follows
	 */
	public Next after(AttemptOutcome outcome) {
		AttemptOutcome judged = (outcome == AttemptOutcome.TIMEOUT) ? expiry() : outcome;
		return askInReverse(this.corridor.protections().size() - 1, judged);
	}

	private Next askInReverse(int innermost, AttemptOutcome outcome) {
		Next next = Next.DONE;
		for (int ring = innermost; ring >= 0; ring--) {
			next = this.corridor.protections().get(ring).after(this, outcome, next);
		}
		if (outcome.result() != CallOutcome.Result.REJECTED) {
			this.lastResult = outcome.result();
		}
		return next;
	}

	/**
	 * What a caller gets whose last attempt ran out of time.
	 * @param cause what became of that attempt
	 */
	public RuntimeException timeoutException(@Nullable Throwable cause) {
		String name = dependency().name();
		return (remainingNanos() > 0)
				? new AttemptTimeoutException(name, Duration.ofNanos(this.attemptTimeoutNanos), cause)
				: DeadlineExceededException.noAnswer(name, cause);
	}

	/** Ends the call while it waits for a retry that nobody wants any more. */
	public void abandon() {
		over(CallOutcome.Result.CANCELLED);
	}

	/** Says that the time of the running attempt is over, although it still runs. */
	public void expire() {
		for (Protection protection : this.corridor.protections()) {
			protection.expired(this);
		}
	}

	/** The dependency that is called. */
	public Dependency dependency() {
		return this.corridor.dependency();
	}

	/** What the door knows about the call. */
	public CallType type() {
		return this.type;
	}

	/** How many attempts were started. */
	public int attempt() {
		return this.attempt;
	}

	/** How long the attempt that was just begun may take. */
	public long attemptTimeoutNanos() {
		return this.attemptTimeoutNanos;
	}

	/** Time left until the deadline of the call, zero or less when it has passed. */
	public long remainingNanos() {
		return this.deadline.remainingNanos(this.corridor.now());
	}

	/** What the operation shall know: which attempt it is and when its answer is due. */
	public CallContext context() {
		long due = this.attemptStartedAt + this.attemptTimeoutNanos;
		return this.outer.withAttempt(this.attempt).withDeadline(new Deadline(due));
	}

	long deadlineNanos() {
		return this.deadline.nanoTime();
	}

	/** Whether this call is made by a retry of another one. */
	boolean isNestedInRetry() {
		return this.outer.attempt() > 1;
	}

	Duration attemptDuration() {
		return Duration.ofNanos(this.corridor.now() - this.attemptStartedAt);
	}

	void attemptTimeout(long nanos, boolean shortened) {
		this.attemptTimeoutNanos = nanos;
		this.shortened = shortened;
	}

	/**
	 * A timeout, or no more than a cancellation where the dependency had less time than
	 * it is entitled to: that says nothing about it.
	 */
	AttemptOutcome expiry() {
		return this.shortened ? AttemptOutcome.CANCELLED : AttemptOutcome.TIMEOUT;
	}

	void permitTaken() {
		this.permit.set(true);
	}

	/** Whether the caller is the one who gives the permit back. */
	boolean givePermitBack() {
		return this.permit.compareAndSet(true, false);
	}

	void over(CallOutcome.Result result) {
		// A retry that was refused changes nothing about what the caller gets.
		CallOutcome.Result last = this.lastResult;
		CallOutcome.Result shown = (result == CallOutcome.Result.REJECTED && last != null) ? last : result;
		this.corridor.listeners()
			.onCall(dependency().name(), shown, this.attempt, Duration.ofNanos(this.corridor.now() - this.startedAt));
	}

}
