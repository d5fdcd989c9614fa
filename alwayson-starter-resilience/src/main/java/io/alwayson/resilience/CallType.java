package io.alwayson.resilience;

import io.alwayson.workload.context.CallOutcome;

/**
 * What a door knows about a call before it is made.
 *
 * @param idempotent whether doing it twice is as good as doing it once
 * @param replayable whether it can be sent again at all: a body that streams cannot
 * @param operation whether it reads or writes
 * @param retriedByClient whether the client itself does what helps after most failures,
 * such as asking another region: an attempt gets all the time that is left, is never
 * hedged by us, and is made again only after a {@link Fault} that says so
 */
public record CallType(boolean idempotent, boolean replayable, CallOutcome.Operation operation,
		boolean retriedByClient) {

	/** May change something, and doing it twice may do harm. */
	public static final CallType WRITE = new CallType(false, true, CallOutcome.Operation.WRITE, false);

	/** May change something, and doing it twice is as good as once. */
	public static final CallType IDEMPOTENT_WRITE = new CallType(true, true, CallOutcome.Operation.WRITE, false);

	/** Changes nothing. */
	public static final CallType READ = new CallType(true, true, CallOutcome.Operation.READ, false);

	/** The same for a call that cannot be sent again. */
	public CallType notReplayable() {
		return new CallType(this.idempotent, false, this.operation, this.retriedByClient);
	}

	/** The same for a call that its client retries. */
	public CallType withRetriesOfClient() {
		return new CallType(this.idempotent, this.replayable, this.operation, true);
	}

	/** Whether we may send the call again when it is late. */
	boolean mayRepeat() {
		return this.idempotent && this.replayable && !this.retriedByClient;
	}

	boolean mayRetry(Fault fault) {
		return this.replayable && fault.isRetryable(this.idempotent);
	}

}
