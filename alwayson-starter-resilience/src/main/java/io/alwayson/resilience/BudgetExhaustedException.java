package io.alwayson.resilience;

import org.jspecify.annotations.Nullable;

/**
 * The last attempt took too long, and the retry budget of the dependency could not pay
 * for another one. Where the last attempt yielded something, an exception or a response,
 * the caller gets that instead.
 */
public final class BudgetExhaustedException extends CallRejectedException {

	private static final long serialVersionUID = 1L;

	BudgetExhaustedException(String dependency, @Nullable Throwable cause) {
		super(dependency, RetryProtection.NAME, "did not answer in time, and its retry budget is spent", cause);
	}

}
