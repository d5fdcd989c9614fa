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
 * @param dependency declared name of the dependency that the attempt is made at, or
 * {@code null} outside of a call
 * @param probe whether a health check does it, to see a dependency as it is. Such work is
 * neither protected nor counted as a call, and leaves no traces or log records: it
 * belongs to nobody's request. Nothing that comes in from outside sets it
 */
public record CallContext(@Nullable String flow, @Nullable Deadline deadline, Criticality criticality, int attempt,
		@Nullable String dependency, boolean probe) {

	/** The context of work that no request caused. */
	public static final CallContext NONE = new CallContext(null, null, Criticality.HIGH, 0);

	/** The context of a health check's work. */
	public static final CallContext PROBE = new CallContext(null, null, Criticality.HIGH, 0, null, true);

	/** The context of work that is not a health check's. */
	public CallContext(@Nullable String flow, @Nullable Deadline deadline, Criticality criticality, int attempt) {
		this(flow, deadline, criticality, attempt, null, false);
	}

	/** The same for another flow. */
	public CallContext withFlow(@Nullable String flow, Criticality criticality) {
		return new CallContext(flow, this.deadline, criticality, this.attempt, this.dependency, this.probe);
	}

	/** The same with another deadline. */
	public CallContext withDeadline(@Nullable Deadline deadline) {
		return new CallContext(this.flow, deadline, this.criticality, this.attempt, this.dependency, this.probe);
	}

	/** The same for another attempt. */
	public CallContext withAttempt(int attempt) {
		return new CallContext(this.flow, this.deadline, this.criticality, attempt, this.dependency, this.probe);
	}

	/** The same within an attempt at a dependency whose answer is due by the deadline. */
	public CallContext inAttempt(String dependency, int attempt, Deadline deadline) {
		return new CallContext(this.flow, deadline, this.criticality, attempt, dependency, this.probe);
	}

	/** Whether this is work within an attempt at the given dependency. */
	public boolean isAttemptAt(String dependency) {
		return dependency.equals(this.dependency);
	}

}
