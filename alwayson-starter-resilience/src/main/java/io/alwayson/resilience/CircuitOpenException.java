package io.alwayson.resilience;

/**
 * The dependency failed too often lately: the call was not sent.
 */
public final class CircuitOpenException extends CallRejectedException {

	private static final long serialVersionUID = 1L;

	CircuitOpenException(String dependency) {
		super(dependency, BreakerProtection.NAME, "was not called: its circuit breaker is open", null);
	}

}
