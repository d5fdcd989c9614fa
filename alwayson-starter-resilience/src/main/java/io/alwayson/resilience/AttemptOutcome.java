package io.alwayson.resilience;

import io.alwayson.workload.context.CallOutcome;
import org.jspecify.annotations.Nullable;

/**
 * How an attempt ended, as a driver reports it.
 *
 * @param result what happened
 * @param fault what a failure means; {@code null} where nothing is known of one
 */
public record AttemptOutcome(CallOutcome.Result result, @Nullable Fault fault) {

	/** An answer that is no failure. */
	public static final AttemptOutcome SUCCESS = new AttemptOutcome(CallOutcome.Result.SUCCESS, null);

	/** No answer in the time of the attempt. */
	public static final AttemptOutcome TIMEOUT = new AttemptOutcome(CallOutcome.Result.TIMEOUT, null);

	/** An answer that came after that time, and is still of use. */
	public static final AttemptOutcome LATE = new AttemptOutcome(CallOutcome.Result.TIMEOUT, Fault.ANSWER);

	/** Given up by the caller. */
	public static final AttemptOutcome CANCELLED = new AttemptOutcome(CallOutcome.Result.CANCELLED, null);

	/** Not started. */
	static final AttemptOutcome REJECTED = new AttemptOutcome(CallOutcome.Result.REJECTED, null);

	/** An attempt that ended with the given fault, or well if there is none. */
	public static AttemptOutcome of(@Nullable Fault fault) {
		if (fault == null) {
			return SUCCESS;
		}
		return new AttemptOutcome(fault.isFailure() ? CallOutcome.Result.FAILURE : CallOutcome.Result.SUCCESS, fault);
	}

}
