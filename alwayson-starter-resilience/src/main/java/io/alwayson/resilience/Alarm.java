package io.alwayson.resilience;

import java.util.concurrent.RejectedExecutionException;

/**
 * Does something when a time is over, on a thread of ours, unless it is cancelled before;
 * at the very moment it may do both. For adapters whose clients do not listen to
 * interrupts. Thread-safe.
 */
public final class Alarm extends WheelTimer.Entry {

	private final Machinery machinery;

	private final Runnable action;

	private Alarm(Machinery machinery, Runnable action) {
		this.machinery = machinery;
		this.action = action;
	}

	static Alarm at(Machinery machinery, long nanoTime, Runnable action) {
		Alarm alarm = new Alarm(machinery, action);
		machinery.timer().arm(alarm, nanoTime);
		return alarm;
	}

	@Override
	void fired() {
		try {
			this.machinery.workers().execute(this.action);
		}
		catch (RejectedExecutionException ex) {
			// All threads are busy: once more with the next tick.
			this.machinery.timer().arm(this, this.machinery.timing().nanoTime().getAsLong());
		}
	}

	/** Says that it is not needed any more. */
	public void end() {
		cancel();
	}

}
