package io.alwayson.resilience.engine;

import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;

/**
 * Has the last word on the configuration of a circuit breaker. Beans of this type are
 * called in their order.
 */
@FunctionalInterface
public interface CircuitBreakerConfigCustomizer {

	/** Changes the configuration of the circuit breaker of the given dependency. */
	void customize(String dependency, CircuitBreakerConfig.Builder configuration);

}
