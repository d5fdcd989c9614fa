package io.alwayson.resilience;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * One attempt of a call, as its driver and the protections see it. A driver begins it
 * with {@link ProtectedCall#before} and ends it with {@link ProtectedCall#after}; its
 * entry in the timer is its own clock.
 */
abstract class Attempt extends WheelTimer.Entry {

	private static final VarHandle BREAKER_PERMIT = handle();

	private final ProtectedCall call;

	private final boolean hedge;

	private int number;

	private boolean shortened;

	@SuppressWarnings("unused")
	private boolean breakerPermit;

	/** Attempts in flight when it started, itself included; 0 without a permit. */
	private int inFlight;

	private long startedAt;

	private long timeoutNanos;

	private long durationNanos;

	Attempt(ProtectedCall call, boolean hedge) {
		this.call = call;
		this.hedge = hedge;
	}

	final ProtectedCall call() {
		return this.call;
	}

	/** Whether it runs beside a slow first attempt. */
	final boolean isHedge() {
		return this.hedge;
	}

	/** Counted from 1 over all attempts of the call. */
	final int number() {
		return this.number;
	}

	final long startedAt() {
		return this.startedAt;
	}

	/** When its time is over, on the scale of {@link System#nanoTime()}. */
	final long dueAt() {
		return this.startedAt + this.timeoutNanos;
	}

	final long timeoutNanos() {
		return this.timeoutNanos;
	}

	/** How long it took; zero before it ended. */
	final long durationNanos() {
		return this.durationNanos;
	}

	final void startsAt(long nanoTime, int number) {
		this.startedAt = nanoTime;
		this.number = number;
	}

	final void endsAt(long nanoTime) {
		this.durationNanos = nanoTime - this.startedAt;
	}

	/**
	 * Bounds it.
	 * @param shortened whether the dependency gets less time than it is entitled to
	 */
	final void timeout(long nanos, boolean shortened) {
		this.timeoutNanos = nanos;
		this.shortened = shortened;
	}

	/**
	 * What its timeout means: nothing, where the dependency had less time than it is
	 * entitled to.
	 */
	final AttemptOutcome expiry() {
		return this.shortened ? AttemptOutcome.HURRIED : AttemptOutcome.TIMEOUT;
	}

	final void breakerPermitTaken() {
		BREAKER_PERMIT.set(this, true);
	}

	/**
	 * Whether the asker is the one who gives the permit back: the end of an attempt and
	 * its timer may both want to.
	 */
	final boolean givesBreakerPermitBack() {
		return (boolean) BREAKER_PERMIT.getAndSet(this, false);
	}

	final void limitPermitTaken(int inFlight) {
		this.inFlight = inFlight;
	}

	final int inFlight() {
		return this.inFlight;
	}

	private static VarHandle handle() {
		try {
			return MethodHandles.lookup().findVarHandle(Attempt.class, "breakerPermit", boolean.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

}
