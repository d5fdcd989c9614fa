package io.alwayson.resilience;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;

import io.alwayson.workload.context.CallContext;
import io.micrometer.context.ContextSnapshot;
import org.jspecify.annotations.Nullable;

/**
 * A call that holds no thread: what is common to the drivers that launch an attempt and
 * hear of its end later. Ends of attempts, of waits and of the caller's patience come
 * from many threads: decisions are made under a lock that is held for nothing else, and
 * what follows from them, launching, cancelling, delivering, happens outside of it.
 *
 * @param <T> what an operation yields
 */
public abstract class AsyncCall<T extends @Nullable Object> {

	private final Corridor corridor;

	private final ProtectedCall call;

	private final Answers<T> answers;

	private final ContextSnapshot snapshot;

	private final Executor events;

	private final ReentrantLock lock = new ReentrantLock();

	// Guarded by the lock.

	private final List<AsyncAttempt<T>> running = new ArrayList<>(2);

	private @Nullable AsyncAttempt<T> last;

	private boolean over;

	/**
	 * Prepares a call.
	 * @param corridor the way to the dependency
	 * @param type what the door knows about it
	 * @param context of the work that it is made for
	 * @param answers what the door knows about its answers
	 * @param snapshot who asks, what is traced and logged
	 * @param events runs what follows the end of a wait
	 */
	protected AsyncCall(Corridor corridor, CallType type, CallContext context, Answers<T> answers,
			ContextSnapshot snapshot, Executor events) {
		this.corridor = corridor;
		this.call = new ProtectedCall(corridor, type, context);
		this.answers = answers;
		this.snapshot = snapshot;
		this.events = events;
	}

	/**
	 * Launches an attempt; never blocks.
	 * @param context what the operation shall know
	 * @param end told once, on any thread: a value, or a failure
	 * @return cancels the attempt
	 */
	protected abstract Runnable launch(CallContext context, BiConsumer<@Nullable T, @Nullable Throwable> end);

	/** Delivers what the call yielded. */
	protected abstract void succeed(@Nullable T value);

	/** Delivers why it yielded nothing. */
	protected abstract void fail(Throwable failure);

	/** Begins the call, on the thread that wants it. */
	public final void start() {
		decide(this::begin);
	}

	/** Ends the call for want of interest. */
	public final void cancel() {
		decide(this::giveUp);
	}

	/** Makes decisions, then does what follows from them. */
	private void decide(Decision decision) {
		List<Runnable> actions = new ArrayList<>(2);
		ContextSnapshot.Scope scope = this.snapshot.setThreadLocals();
		try {
			this.lock.lock();
			try {
				decision.make(actions);
			}
			finally {
				this.lock.unlock();
			}
			actions.forEach(Runnable::run);
		}
		finally {
			scope.close();
		}
	}

	private void begin(List<Runnable> actions) {
		if (this.over) {
			return;
		}
		AsyncAttempt<T> attempt = new AsyncAttempt<>(this, this.call, false);
		CallRejectedException rejection = this.call.before(attempt);
		AsyncAttempt<T> previous = this.last;
		if (rejection == null) {
			if (previous != null) {
				// Not earlier: without another attempt the caller gets it.
				actions.add(previous::discard);
				this.last = null;
			}
			attempt.hedgeAt(this.call.hedgeAt(attempt));
			launch(attempt, actions);
		}
		else if (previous != null) {
			finish(previous, actions);
		}
		else {
			this.over = true;
			actions.add(() -> deliver(rejection));
		}
	}

	private void launch(AsyncAttempt<T> attempt, List<Runnable> actions) {
		this.running.add(attempt);
		this.corridor.machinery().timer().arm(attempt, attempt.alarmAt());
		actions.add(attempt::launch);
	}

	private void giveUp(List<Runnable> actions) {
		if (this.over) {
			return;
		}
		this.over = true;
		AsyncAttempt<T> waiting = this.last;
		if (this.running.isEmpty()) {
			this.call.abandon();
			if (waiting != null) {
				actions.add(waiting::discard);
			}
		}
		while (!this.running.isEmpty()) {
			stop(this.running.get(0), AttemptOutcome.CANCELLED, actions);
		}
	}

	/** Ends a running attempt before it ends itself. */
	private Next stop(AsyncAttempt<T> attempt, AttemptOutcome outcome, List<Runnable> actions) {
		this.running.remove(attempt);
		attempt.cancel();
		actions.add(attempt::cancelOperation);
		return this.call.after(attempt, outcome);
	}

	/** Told once by each attempt, whether anybody still waits for it or not. */
	void ended(AsyncAttempt<T> attempt, @Nullable T value, @Nullable Throwable failure, AttemptOutcome outcome) {
		decide((actions) -> ended(attempt, value, failure, outcome, actions));
	}

	/** Told on the timer's thread. */
	void alarm(AsyncAttempt<T> attempt) {
		new Wait(() -> decide((actions) -> due(attempt, actions))).fired();
	}

	private void ended(AsyncAttempt<T> attempt, @Nullable T value, @Nullable Throwable failure, AttemptOutcome outcome,
			List<Runnable> actions) {
		if (!this.running.remove(attempt)) {
			// Nobody waits for it any more.
			actions.add(() -> discard(value));
			return;
		}
		attempt.cancel();
		attempt.ended(value, failure);
		boolean givenUp = outcome == AttemptOutcome.CANCELLED && !attempt.isHedge();
		while ((outcome.isFinal() || givenUp) && !this.running.isEmpty()) {
			stop(this.running.get(0), givenUp ? AttemptOutcome.CANCELLED : AttemptOutcome.LOST, actions);
		}
		follow(attempt, this.call.after(attempt, outcome), actions);
	}

	private void follow(AsyncAttempt<T> attempt, Next next, List<Runnable> actions) {
		AsyncAttempt<T> previous = this.last;
		if (previous != null) {
			actions.add(previous::discard);
		}
		this.last = attempt;
		if (next instanceof Next.RetryAt retry) {
			actions.add(() -> new Wait(() -> decide(this::begin)).until(retry.nanoTime()));
		}
		else if (next == Next.DONE) {
			finish(attempt, actions);
		}
	}

	private void finish(AsyncAttempt<T> attempt, List<Runnable> actions) {
		this.over = true;
		actions.add(() -> deliver(attempt));
	}

	/** The time of an attempt is over, or it gets company. */
	private void due(AsyncAttempt<T> attempt, List<Runnable> actions) {
		if (!this.running.contains(attempt)) {
			return;
		}
		if (!attempt.takeHedge()) {
			attempt.unanswered();
			follow(attempt, stop(attempt, AttemptOutcome.TIMEOUT, actions), actions);
			return;
		}
		this.corridor.machinery().timer().arm(attempt, attempt.dueAt());
		AsyncAttempt<T> hedge = new AsyncAttempt<>(this, this.call, true);
		if (this.call.mayHedge() && this.call.before(hedge) == null) {
			launch(hedge, actions);
		}
	}

	private void deliver(CallRejectedException rejection) {
		Substitutes.Substitute<T> substitute = this.call.usesFallback()
				? this.corridor.fallBack(this.call.type(), this.answers, rejection, null) : null;
		if (substitute != null) {
			succeed(substitute.value());
		}
		else {
			fail(rejection);
		}
	}

	private void deliver(AsyncAttempt<T> attempt) {
		Throwable failure = attempt.failure();
		Substitutes.Substitute<T> substitute = this.call.usesFallback()
				? this.corridor.fallBack(this.call.type(), this.answers, failure, attempt.value()) : null;
		if (substitute != null) {
			attempt.discard();
			succeed(substitute.value());
		}
		else if (failure != null) {
			fail(failure);
		}
		else {
			succeed(attempt.value());
		}
	}

	/** Lets go of a value that nobody gets. */
	@SuppressWarnings("NullAway")
	protected final void discard(@Nullable T value) {
		if (value != null) {
			this.corridor.verdicts().discard(this.answers, value);
		}
	}

	@SuppressWarnings("NullAway")
	AttemptOutcome judge(@Nullable T value) {
		return (value != null) ? this.corridor.verdicts().judge(this.answers, value) : AttemptOutcome.SUCCESS;
	}

	@FunctionalInterface
	private interface Decision {

		void make(List<Runnable> actions);

	}

	/** Something that follows a wait, and not on the timer's thread. */
	private final class Wait extends WheelTimer.Entry {

		private final Runnable task;

		Wait(Runnable task) {
			this.task = task;
		}

		void until(long nanoTime) {
			if (!AsyncCall.this.corridor.machinery().timer().arm(this, nanoTime)) {
				this.task.run();
			}
		}

		@Override
		void fired() {
			try {
				AsyncCall.this.events.execute(this.task);
			}
			catch (RejectedExecutionException ex) {
				// All threads are busy: once more with the next tick.
				until(AsyncCall.this.corridor.now());
			}
		}

	}

}
