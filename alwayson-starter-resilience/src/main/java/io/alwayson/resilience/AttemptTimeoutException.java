package io.alwayson.resilience;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * The last attempt of a call took longer than the attempt timeout and was interrupted.
 * The cause is what the operation made of that interrupt.
 */
public final class AttemptTimeoutException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final String dependency;

	AttemptTimeoutException(String dependency, Duration timeout, @Nullable Throwable cause) {
		super("No answer from '" + dependency + "' within " + timeout.toMillis() + " ms", cause);
		this.dependency = dependency;
	}

	/** Declared name of the dependency. */
	public String dependency() {
		return this.dependency;
	}

}
