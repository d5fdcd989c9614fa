package io.alwayson.resilience.inbound;

import io.alwayson.resilience.CallHeaders;
import io.alwayson.workload.Criticality;
import io.alwayson.workload.context.CallContext;
import io.alwayson.workload.context.Deadline;
import org.jspecify.annotations.Nullable;

/**
 * What a request says about itself, and how much of it is believed: a caller in a trusted
 * network is, a stranger may only ask for less time and less attention than he gets
 * anyway.
 *
 * @param deadline when the answer is due, or {@code null} if the request does not say
 * @param criticality how much it matters, or {@code null} if the request does not say
 * @param trusted whether the caller is believed
 */
public record InboundRules(@Nullable Deadline deadline, @Nullable Criticality criticality, boolean trusted) {

	/**
	 * Reads the headers.
	 * @param now when the request arrived, on the scale of {@link System#nanoTime()}
	 */
	public static InboundRules of(@Nullable String deadline, @Nullable String criticality, boolean trusted, long now) {
		long nanos = CallHeaders.deadlineNanos(deadline);
		return new InboundRules((nanos >= 0) ? new Deadline(now + nanos) : null, CallHeaders.criticality(criticality),
				trusted);
	}

	/** The context of the request, by that. */
	public CallContext applyTo(CallContext context) {
		CallContext result = context;
		if (this.deadline != null) {
			Deadline known = context.deadline();
			result = result.withDeadline((known != null) ? known.earlierOf(this.deadline) : this.deadline);
		}
		if (this.criticality != null) {
			Criticality known = context.criticality();
			Criticality asked = this.trusted ? this.criticality : known.lowerOf(this.criticality);
			result = result.withFlow(context.flow(), asked);
		}
		return result;
	}

	/** Whether the answer was due before the work began. */
	public boolean isExpired(long now) {
		return this.deadline != null && this.deadline.remainingNanos(now) <= 0;
	}

}
