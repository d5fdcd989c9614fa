package io.alwayson.resilience;

import io.alwayson.workload.context.CallOutcome;
import org.jspecify.annotations.Nullable;

/**
 * How an attempt ended, as a driver reports it.
 *
 * @param result what happened
 * @param fault what a failure means; {@code null} where nothing is known of one
 * @param region the region that answered, where that is known
 */
record AttemptOutcome(CallOutcome.Result result, @Nullable Fault fault, @Nullable String region) {

	/** An answer that is no failure. */
	static final AttemptOutcome SUCCESS = new AttemptOutcome(CallOutcome.Result.SUCCESS, null, null);

	/** No answer in the time of the attempt. */
	static final AttemptOutcome TIMEOUT = new AttemptOutcome(CallOutcome.Result.TIMEOUT, null, null);

	/** An answer that came after that time, and is still of use. */
	static final AttemptOutcome LATE = new AttemptOutcome(CallOutcome.Result.TIMEOUT, Fault.ANSWER, null);

	/** Given up by the caller. */
	static final AttemptOutcome CANCELLED = new AttemptOutcome(CallOutcome.Result.CANCELLED, null, null);

	/** No answer in a time that was shorter than the dependency is entitled to. */
	static final AttemptOutcome HURRIED = new AttemptOutcome(CallOutcome.Result.CANCELLED, null, null);

	/** Given up because the other attempt of the call was faster. */
	static final AttemptOutcome LOST = new AttemptOutcome(CallOutcome.Result.CANCELLED, null, null);

	/** Not started. */
	static final AttemptOutcome REJECTED = new AttemptOutcome(CallOutcome.Result.REJECTED, null, null);

	/** Whether no other attempt of the call could bring anything better. */
	boolean isFinal() {
		return this.result == CallOutcome.Result.SUCCESS || this == LATE
				|| (this.fault != null && this.fault.kind() == Fault.Kind.PERMANENT);
	}

	/** An attempt that ended with the given fault, or well if there is none. */
	static AttemptOutcome of(@Nullable Fault fault) {
		return of(fault, null);
	}

	/** The same of one whose region may be known. */
	static AttemptOutcome of(@Nullable Fault fault, @Nullable String region) {
		if (fault == null) {
			return (region != null) ? new AttemptOutcome(CallOutcome.Result.SUCCESS, null, region) : SUCCESS;
		}
		if (fault.kind() == Fault.Kind.TIMEOUT) {
			return TIMEOUT;
		}
		return new AttemptOutcome(fault.isFailure() ? CallOutcome.Result.FAILURE : CallOutcome.Result.SUCCESS, fault,
				region);
	}

}
