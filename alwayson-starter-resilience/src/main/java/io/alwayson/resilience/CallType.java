package io.alwayson.resilience;

import io.alwayson.workload.context.CallOutcome;

/**
 * What a door knows about a call before it is made.
 *
 * @param idempotent whether doing it twice is as good as doing it once
 * @param replayable whether it can be sent again at all: a body that streams cannot
 * @param operation whether it reads or writes
 */
public record CallType(boolean idempotent, boolean replayable, CallOutcome.Operation operation) {

	/** May change something, and doing it twice may do harm. */
	public static final CallType WRITE = new CallType(false, true, CallOutcome.Operation.WRITE);

	/** May change something, and doing it twice is as good as once. */
	public static final CallType IDEMPOTENT_WRITE = new CallType(true, true, CallOutcome.Operation.WRITE);

	/** Changes nothing. */
	public static final CallType READ = new CallType(true, true, CallOutcome.Operation.READ);

	/** The same for a call that cannot be sent again. */
	public CallType notReplayable() {
		return new CallType(this.idempotent, false, this.operation);
	}

	/**
	 * Whether the call may be sent again after a failure that may have been processed.
	 */
	boolean mayRepeat() {
		return this.idempotent && this.replayable;
	}

	boolean mayRetry(Fault fault) {
		return this.replayable && fault.isRetryable(this.idempotent);
	}

}
