package io.alwayson.resilience;

import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Interrupts the calling thread when the time of its attempt is over, and leaves no
 * interrupt behind. Three threads of thought meet here:
 * <ul>
 * <li>the attempt may end while the timer fires: whoever moves the state away from
 * {@code RUNNING} wins, and the caller waits the moment until the interrupt that lost no
 * more is delivered, so that it cannot hit what the thread does next;</li>
 * <li>somebody else may have interrupted the thread before: then the timer adds nothing
 * and {@link #end()} leaves the flag alone;</li>
 * <li>somebody else may interrupt it after the timer did and before the attempt ends: a
 * thread has one flag, so the two cannot be told apart and that interrupt is taken for
 * the timer's.</li>
 * </ul>
 */
final class AttemptInterrupter implements Runnable {

	/** Time from the interrupt until an operation that still runs is reported. */
	static final long OVERRUN_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

	private final Corridor corridor;

	private final ProtectedCall call;

	private final AttemptTimer timer;

	private final Thread caller = Thread.currentThread();

	private final AtomicReference<State> state = new AtomicReference<>(State.RUNNING);

	private volatile Future<?> scheduled;

	private AttemptInterrupter(Corridor corridor, ProtectedCall call, AttemptTimer timer) {
		this.corridor = corridor;
		this.call = call;
		this.timer = timer;
		this.scheduled = timer.schedule(this, call.attemptTimeoutNanos());
	}

	/** Starts the clock of the attempt that the calling thread begins. */
	static AttemptInterrupter start(Corridor corridor, ProtectedCall call, AttemptTimer timer) {
		return new AttemptInterrupter(corridor, call, timer);
	}

	@Override
	public void run() {
		if (this.state.compareAndSet(State.RUNNING, State.FIRING)) {
			boolean interruptedByOthers = this.caller.isInterrupted();
			if (!interruptedByOthers) {
				this.caller.interrupt();
			}
			this.state.set(interruptedByOthers ? State.EXPIRED : State.INTERRUPTED);
			this.call.expire();
			this.scheduled = this.timer.schedule(this, OVERRUN_NANOS);
			if (this.state.get() == State.ENDED) {
				this.scheduled.cancel(false);
			}
		}
		else if (this.state.get() != State.ENDED) {
			this.corridor.overrun();
		}
	}

	/**
	 * Stops the clock, on the thread of the attempt.
	 * @return whether the time was over before
	 */
	boolean end() {
		boolean inTime = this.state.compareAndSet(State.RUNNING, State.ENDED);
		this.scheduled.cancel(false);
		if (inTime) {
			return false;
		}
		while (this.state.get() == State.FIRING) {
			Thread.onSpinWait();
		}
		if (this.state.getAndSet(State.ENDED) == State.INTERRUPTED) {
			// Ours, unless the operation consumed it.
			Thread.interrupted();
		}
		return true;
	}

	private enum State {

		/** The attempt runs and has time left. */
		RUNNING,

		/** The timer is about to interrupt. */
		FIRING,

		/** The time is over and the timer has interrupted. */
		INTERRUPTED,

		/** The time is over; the thread had been interrupted by somebody else. */
		EXPIRED,

		/** The attempt is over. */
		ENDED

	}

}
