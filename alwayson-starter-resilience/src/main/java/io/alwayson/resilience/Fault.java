package io.alwayson.resilience;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * What the failure of an attempt means.
 *
 * @param kind whose fault it is, and whether another attempt may help
 * @param retryAfter how long the dependency asked to be left alone, counted from the end
 * of the attempt, or {@code null} if it did not ask
 */
public record Fault(Kind kind, @Nullable Duration retryAfter) {

	/** The dependency did its work and said no. */
	public static final Fault ANSWER = new Fault(Kind.ANSWER, null);

	/** The dependency failed, and may have done the work. */
	public static final Fault TRANSIENT = new Fault(Kind.TRANSIENT, null);

	/** The dependency surely did not do the work. */
	public static final Fault UNPROCESSED = new Fault(Kind.UNPROCESSED, null);

	/** The dependency failed, and will fail again. */
	public static final Fault PERMANENT = new Fault(Kind.PERMANENT, null);

	/** The client gave up because the time of the attempt was over. */
	public static final Fault TIMEOUT = new Fault(Kind.TIMEOUT, null);

	/** Whether the circuit breaker counts it as a failure of the dependency. */
	public boolean isFailure() {
		return this.kind != Kind.ANSWER;
	}

	/** Whether another attempt is safe and may help. */
	public boolean isRetryable(boolean idempotent) {
		return this.kind == Kind.UNPROCESSED || (this.kind == Kind.TRANSIENT && idempotent);
	}

	/** Classes of faults. */
	public enum Kind {

		/** No fault of the dependency: never retried, no failure. */
		ANSWER,

		/** A failure that may pass; retried if the call is idempotent. */
		TRANSIENT,

		/** A failure before the work began; retried whatever the call is. */
		UNPROCESSED,

		/** A failure that will not pass; never retried. */
		PERMANENT,

		/**
		 * No answer in the time of the attempt, which the client knew: the same as if we
		 * had ended it.
		 */
		TIMEOUT

	}

}
