package io.alwayson.resilience;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.channels.ClosedByInterruptException;
import java.util.concurrent.TimeUnit;

import io.alwayson.workload.context.CallContext;
import io.alwayson.workload.context.WorkloadContext;
import org.jspecify.annotations.Nullable;

/**
 * An attempt on the thread that makes it. Its time over, or the other attempt of the call
 * faster, it is interrupted, and leaves no interrupt behind. Three threads of thought
 * meet here:
 * <ul>
 * <li>the attempt may end while it is being interrupted: whoever moves the phase away
 * from {@code RUNNING} wins, and its thread waits the moment until the interrupt that
 * lost no more is delivered, so that it cannot hit what the thread does next;</li>
 * <li>somebody else may have interrupted the thread before: then we add nothing and
 * {@link #end()} leaves the flag alone;</li>
 * <li>somebody else may interrupt it after we did and before the attempt ends: a thread
 * has one flag, so the two cannot be told apart and that interrupt is taken for
 * ours.</li>
 * </ul>
 */
class ThreadAttempt<T extends @Nullable Object, X extends Exception> extends Attempt implements WorkloadContext.Source {

	/** Time from the interrupt until an operation that still runs is reported. */
	static final long OVERRUN_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

	private static final int MAX_DEPTH = 16;

	/** The attempt runs and has time left. */
	private static final int RUNNING = 0;

	/** Somebody is about to interrupt it. */
	private static final int INTERRUPTING = 1;

	/** The time is over. */
	private static final int EXPIRED = 2;

	/** The other attempt of the call was faster. */
	private static final int OUTRUN = 3;

	/** Set together with one of the two: the interrupt is ours, and ours to clear. */
	private static final int OURS = 4;

	private static final int ENDED = 8;

	private static final VarHandle PHASE = handle();

	private final Thread thread = Thread.currentThread();

	private volatile int phase;

	/** A value, or the exception that it failed with. */
	private @Nullable Object yielded;

	private boolean failed;

	/** Whether its time was over and nothing of use came. */
	private boolean unanswered;

	/** Whether it should have ended; the timer's. */
	private boolean overdue;

	ThreadAttempt(ProtectedCall call, boolean hedge) {
		super(call, hedge);
	}

	/** When its alarm goes off first. */
	long alarmAt() {
		return dueAt();
	}

	/**
	 * Told when that is, on the timer's thread.
	 * @return whether the alarm meant something else than that its time is over
	 */
	boolean isEarly() {
		return false;
	}

	/** Runs the operation on the calling thread, which made this attempt. */
	final AttemptOutcome run(Operation<T, X> operation) {
		call().corridor().machinery().timer().arm(this, alarmAt());
		try {
			this.yielded = runInside(operation);
		}
		catch (Exception ex) {
			fail(ex);
		}
		catch (Throwable ex) {
			// An Error is nobody's answer: pass it on, and leave nothing behind.
			end();
			throw ex;
		}
		return switch (end()) {
			case EXPIRED -> expired(operation);
			case OUTRUN -> outrun(operation);
			default -> judge(operation);
		};
	}

	private void fail(Exception failure) {
		this.yielded = failure;
		this.failed = true;
	}

	private T runInside(Operation<T, X> operation) throws X {
		WorkloadContext.Scope scope = WorkloadContext.openLazily(this);
		try {
			return operation.run();
		}
		finally {
			scope.close();
		}
	}

	@Override
	public CallContext context() {
		return call().context(this);
	}

	private AttemptOutcome judge(Operation<T, X> operation) {
		Corridor corridor = call().corridor();
		Exception failure = failure();
		if (failure == null) {
			return corridor.verdicts().judge(operation, value());
		}
		return wasInterrupted(failure) ? AttemptOutcome.CANCELLED
				: AttemptOutcome.of(corridor.verdicts().classify(failure));
	}

	private AttemptOutcome expired(Operation<T, X> operation) {
		if (!this.failed && call().remainingNanos() > 0) {
			Fault fault = call().corridor().verdicts().faultIn(operation, value());
			return (fault == null || !fault.isFailure()) ? AttemptOutcome.LATE : AttemptOutcome.TIMEOUT;
		}
		discard(operation);
		this.unanswered = true;
		return AttemptOutcome.TIMEOUT;
	}

	/** It may have answered at the same moment. */
	private AttemptOutcome outrun(Operation<T, X> operation) {
		return this.failed ? AttemptOutcome.LOST : call().corridor().verdicts().judge(operation, value());
	}

	/** On the timer's thread. */
	@Override
	final void fired() {
		if (isEarly()) {
			call().corridor().machinery().timer().arm(this, dueAt());
		}
		else if (interrupt(EXPIRED)) {
			watchForOverrun();
		}
		else if (this.phase != ENDED) {
			if (this.overdue) {
				call().corridor().overrun();
			}
			else {
				watchForOverrun();
			}
		}
	}

	private void watchForOverrun() {
		this.overdue = true;
		Corridor corridor = call().corridor();
		corridor.machinery().timer().arm(this, corridor.now() + OVERRUN_NANOS);
	}

	/** Interrupts it because the other attempt was faster; on that one's thread. */
	void outrun() {
		interrupt(OUTRUN);
	}

	private boolean interrupt(int reason) {
		if (!PHASE.compareAndSet(this, RUNNING, INTERRUPTING)) {
			return false;
		}
		boolean interruptedByOthers = this.thread.isInterrupted();
		try {
			if (reason == EXPIRED) {
				// Before the thread goes on: its next attempt shall be judged by this
				// one.
				call().expire(this);
			}
		}
		finally {
			if (!interruptedByOthers) {
				this.thread.interrupt();
			}
			this.phase = interruptedByOthers ? reason : (reason | OURS);
		}
		return true;
	}

	/**
	 * Stops the clock, on the thread of the attempt.
	 * @return why it was interrupted, or {@code RUNNING} if it was not
	 */
	private int end() {
		cancel();
		if (PHASE.compareAndSet(this, RUNNING, ENDED)) {
			return RUNNING;
		}
		int last = this.phase;
		while (last == INTERRUPTING) {
			Thread.onSpinWait();
			last = this.phase;
		}
		this.phase = ENDED;
		if ((last & OURS) != 0) {
			// Ours, unless the operation consumed it.
			Thread.interrupted();
		}
		return last & ~OURS;
	}

	Thread thread() {
		return this.thread;
	}

	/** What the caller gets of it, if that is an exception. */
	@Nullable Exception failure() {
		if (this.unanswered) {
			this.unanswered = false;
			fail(call().timeoutException(this, this.failed ? (Exception) this.yielded : null));
		}
		return this.failed ? (Exception) this.yielded : null;
	}

	/** What it yielded, or {@code null} where it failed. */
	@SuppressWarnings({ "unchecked", "NullAway" })
	T value() {
		return this.failed ? null : (T) this.yielded;
	}

	/** Lets go of what it yielded. */
	void discard(Operation<T, X> operation) {
		if (!this.failed && !this.unanswered) {
			call().corridor().verdicts().discard(operation, value());
		}
	}

	/** What the caller gets of it. */
	@SuppressWarnings("unchecked")
	T take() throws X {
		Exception failure = failure();
		if (failure != null) {
			// X, or unchecked: the operation and we throw nothing else.
			throw (X) failure;
		}
		T taken = value();
		// The timer may hold this attempt a little longer.
		this.yielded = null;
		return taken;
	}

	/** By somebody else: the attempt had time left. */
	private static boolean wasInterrupted(Throwable failure) {
		if (Thread.currentThread().isInterrupted()) {
			return true;
		}
		Throwable current = failure;
		for (int depth = 0; current != null && depth < MAX_DEPTH; depth++) {
			if (current instanceof InterruptedException || current instanceof ClosedByInterruptException) {
				return true;
			}
			current = current.getCause();
		}
		return false;
	}

	private static VarHandle handle() {
		try {
			return MethodHandles.lookup().findVarHandle(ThreadAttempt.class, "phase", int.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

}
