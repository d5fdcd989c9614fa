package io.alwayson.resilience;

import org.jspecify.annotations.Nullable;

/**
 * A call that our own protection ended: it was refused before it was sent, or its time
 * ran out. Never retried by us. Says nothing about what the dependency would have
 * answered.
 */
public abstract sealed class CallRejectedException extends RuntimeException
		permits BudgetExhaustedException, CircuitOpenException, DeadlineExceededException, LimitExceededException {

	private static final long serialVersionUID = 1L;

	private final String dependency;

	private final String policy;

	private final String what;

	CallRejectedException(String dependency, String policy, String what, @Nullable Throwable cause) {
		// Cheap on purpose: there are many of them exactly when there is little to spare.
		super(null, cause, true, false);
		this.dependency = dependency;
		this.policy = policy;
		this.what = what;
	}

	/** Declared name of the dependency. */
	public String dependency() {
		return this.dependency;
	}

	/** Name of the protection that rejected the call, as {@code describe()} shows it. */
	public String policy() {
		return this.policy;
	}

	/** Written when it is asked for: most rejections are never printed. */
	@Override
	public String getMessage() {
		return "'" + this.dependency + "' " + this.what;
	}

}
