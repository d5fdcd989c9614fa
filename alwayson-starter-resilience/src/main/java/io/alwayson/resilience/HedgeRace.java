package io.alwayson.resilience;

import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

import io.micrometer.context.ContextSnapshot;
import io.micrometer.context.ContextSnapshotFactory;
import org.jspecify.annotations.Nullable;

/**
 * A first attempt on the calling thread and, if that is slow, a second one on another
 * thread. The first answer wins and the loser is interrupted; a failure waits for the
 * other. All decisions but the start of the second attempt are made on the calling
 * thread, and that start only while the first attempt has not ended: whoever moves the
 * state away from {@code OPEN} wins, and the calling thread waits the moment that the
 * start takes.
 */
final class HedgeRace<T extends @Nullable Object, X extends Exception> {

	private static final ContextSnapshotFactory SNAPSHOTS = ContextSnapshotFactory.builder().build();

	private final ProtectedCall call;

	private final First<T, X> first;

	private final Operation<T, X> operation;

	private final long startAt;

	/** Who asks, what is traced and logged: taken where the call was made. */
	private final ContextSnapshot snapshot = SNAPSHOTS.captureAll();

	private final AtomicReference<State> state = new AtomicReference<>(State.OPEN);

	private boolean started;

	private @Nullable ThreadAttempt<T, X> second;

	private AttemptOutcome secondOutcome = AttemptOutcome.CANCELLED;

	private ThreadAttempt<T, X> decisive;

	HedgeRace(ProtectedCall call, First<T, X> first, Operation<T, X> operation, long startAt) {
		this.call = call;
		this.first = first;
		this.operation = operation;
		this.startAt = startAt;
		this.decisive = first;
		first.race = this;
	}

	/** The attempt of which the caller gets what it yielded. */
	ThreadAttempt<T, X> decisive() {
		return this.decisive;
	}

	/**
	 * Starts the second attempt, on the timer's thread.
	 * @return whether it was due, and not before
	 */
	private boolean start() {
		if (this.started) {
			return false;
		}
		this.started = true;
		if (this.state.get() == State.OPEN) {
			try {
				this.call.corridor().machinery().workers().execute(this::runSecond);
			}
			catch (RejectedExecutionException ex) {
				this.call.hedgeWithoutThread();
			}
		}
		return true;
	}

	private void runSecond() {
		ContextSnapshot.Scope scope = this.snapshot.setThreadLocals();
		try {
			if (!this.state.compareAndSet(State.OPEN, State.STARTING)) {
				return;
			}
			ThreadAttempt<T, X> attempt = new ThreadAttempt<>(this.call, true);
			if (this.call.mayHedge() && this.call.before(attempt) == null) {
				this.second = attempt;
				this.state.set(State.BOTH);
				runSecond(attempt);
			}
		}
		finally {
			// The calling thread waits for an end of the start.
			this.state.compareAndSet(State.STARTING, State.CLOSED);
			scope.close();
		}
	}

	private void runSecond(ThreadAttempt<T, X> attempt) {
		try {
			this.secondOutcome = attempt.run(this.operation);
		}
		finally {
			// After an Error the outcome is the one of an attempt that was given up.
			ended(attempt);
		}
	}

	private void ended(ThreadAttempt<T, X> attempt) {
		if (!this.state.compareAndSet(State.BOTH, State.SECOND_ENDED)) {
			// Nobody waits for it any more.
			attempt.discard(this.operation);
			return;
		}
		if (this.secondOutcome.isFinal()) {
			this.first.outrun();
		}
		LockSupport.unpark(this.first.thread());
	}

	/** Runs the first attempt and ends the race, on the calling thread. */
	Next run() {
		AttemptOutcome outcome;
		try {
			outcome = this.first.run(this.operation);
		}
		catch (Error ex) {
			giveUpSecond(close(), AttemptOutcome.CANCELLED);
			this.call.after(this.first, AttemptOutcome.CANCELLED);
			throw ex;
		}
		State seen = close();
		if (seen == State.OPEN || seen == State.CLOSED) {
			return this.call.after(this.first, outcome);
		}
		if (outcome.isFinal() || outcome == AttemptOutcome.CANCELLED) {
			giveUpSecond(seen, outcome.isFinal() ? AttemptOutcome.LOST : AttemptOutcome.CANCELLED);
			return this.call.after(this.first, outcome);
		}
		return secondDecides(outcome);
	}

	/** No second attempt starts any more. */
	private State close() {
		if (this.state.compareAndSet(State.OPEN, State.CLOSED)) {
			return State.OPEN;
		}
		while (this.state.get() == State.STARTING) {
			Thread.onSpinWait();
		}
		return Objects.requireNonNull(this.state.get());
	}

	private void giveUpSecond(State seen, AttemptOutcome lost) {
		ThreadAttempt<T, X> attempt = this.second;
		if (attempt == null || seen == State.OPEN || seen == State.CLOSED) {
			return;
		}
		if (this.state.compareAndSet(State.BOTH, State.CLOSED)) {
			attempt.outrun();
			this.call.after(attempt, lost);
		}
		else {
			this.call.after(attempt, this.secondOutcome.isFinal() ? lost : this.secondOutcome);
			attempt.discard(this.operation);
		}
	}

	/** Without an answer of the first attempt. The caller gets what ended last. */
	private Next secondDecides(AttemptOutcome firstOutcome) {
		ThreadAttempt<T, X> attempt = Objects.requireNonNull(this.second);
		if (this.state.get() == State.SECOND_ENDED && !this.secondOutcome.isFinal()) {
			this.call.after(attempt, this.secondOutcome);
			attempt.discard(this.operation);
			return this.call.after(this.first, firstOutcome);
		}
		this.call.after(this.first, firstOutcome);
		if (!awaitSecond(attempt) && this.state.compareAndSet(State.BOTH, State.CLOSED)) {
			boolean interrupted = Thread.currentThread().isInterrupted();
			attempt.outrun();
			return this.call.after(attempt, interrupted ? AttemptOutcome.CANCELLED : AttemptOutcome.TIMEOUT);
		}
		if (this.secondOutcome != AttemptOutcome.CANCELLED) {
			this.first.discard(this.operation);
			this.decisive = attempt;
		}
		return this.call.after(attempt, this.secondOutcome);
	}

	/**
	 * Its own clock ends it; the bound here is for code that ignores interrupts.
	 * @return whether it ended
	 */
	private boolean awaitSecond(ThreadAttempt<T, X> attempt) {
		long until = attempt.dueAt() + ThreadAttempt.OVERRUN_NANOS;
		while (this.state.get() == State.BOTH) {
			long left = until - this.call.corridor().now();
			if (left <= 0 || Thread.currentThread().isInterrupted()) {
				return false;
			}
			LockSupport.parkNanos(this, left);
		}
		return true;
	}

	/**
	 * A first attempt that may get company. A class of its own, because most calls are
	 * never hedged and their attempts stay small.
	 */
	static final class First<T extends @Nullable Object, X extends Exception> extends ThreadAttempt<T, X> {

		private @Nullable HedgeRace<T, X> race;

		First(ProtectedCall call) {
			super(call, false);
		}

		@Override
		long alarmAt() {
			return (this.race != null) ? this.race.startAt : dueAt();
		}

		@Override
		boolean isEarly() {
			return this.race != null && this.race.start();
		}

	}

	private enum State {

		/** The first attempt runs, and may get company. */
		OPEN,

		/** The second attempt asks whether it may. */
		STARTING,

		/** Both run. */
		BOTH,

		/** The second one has ended. */
		SECOND_ENDED,

		/** There is no second attempt, or nobody waits for it. */
		CLOSED

	}

}
