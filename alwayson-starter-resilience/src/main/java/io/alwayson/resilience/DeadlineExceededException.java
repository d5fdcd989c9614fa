package io.alwayson.resilience;

import org.jspecify.annotations.Nullable;

/**
 * No time is left for an answer. The cause is what the last attempt threw, if there was
 * one.
 */
public final class DeadlineExceededException extends CallRejectedException {

	private static final long serialVersionUID = 1L;

	private DeadlineExceededException(String dependency, String what, @Nullable Throwable cause) {
		super(dependency, DeadlineProtection.NAME, what, cause);
	}

	static DeadlineExceededException notSent(String dependency) {
		return new DeadlineExceededException(dependency, "was not called: the deadline of the call has passed", null);
	}

	static DeadlineExceededException noAnswer(String dependency, @Nullable Throwable cause) {
		return new DeadlineExceededException(dependency, "did not answer before the deadline of the call", cause);
	}

}
