package io.alwayson.resilience;

/**
 * As many attempts at the dependency are in flight as may be: the call was not sent.
 */
public final class LimitExceededException extends CallRejectedException {

	private static final long serialVersionUID = 1L;

	LimitExceededException(String dependency) {
		super(dependency, "concurrency limit", "was not called: its concurrency limit is reached", null);
	}

}
