package io.alwayson.resilience;

/**
 * What makes the parts of a corridor that libraries run.
 *
 * @param breakers makes circuit breakers
 * @param limits makes concurrency limits
 */
public record Engines(CircuitBreaker.Factory breakers, ConcurrencyLimit.Factory limits) {
}
