package io.alwayson.workload.context;

import io.alwayson.workload.Criticality;
import org.jspecify.annotations.Nullable;

/**
 * What a piece of work needs to know about the request it is done for. Immutable.
 *
 * @param flow name of the current user flow, or {@code null}
 * @param deadline when the answer is due, or {@code null} if nobody said
 * @param criticality how much it matters
 * @param attempt which attempt at a dependency this is, counted from 1; 0 outside of a
 * call
 */
public record CallContext(@Nullable String flow, @Nullable Deadline deadline, Criticality criticality, int attempt) {

	/** The context of work that no request caused. */
	public static final CallContext NONE = new CallContext(null, null, Criticality.HIGH, 0);

	/** The same for another flow. */
	public CallContext withFlow(@Nullable String flow, Criticality criticality) {
		return new CallContext(flow, this.deadline, criticality, this.attempt);
	}

	/** The same with another deadline. */
	public CallContext withDeadline(@Nullable Deadline deadline) {
		return new CallContext(this.flow, deadline, this.criticality, this.attempt);
	}

	/** The same for another attempt. */
	public CallContext withAttempt(int attempt) {
		return new CallContext(this.flow, this.deadline, this.criticality, attempt);
	}

}
