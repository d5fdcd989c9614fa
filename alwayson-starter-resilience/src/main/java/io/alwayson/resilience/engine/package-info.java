/**
 * The circuit breaker's engine. The only package that knows resilience4j.
 */
@NullMarked
package io.alwayson.resilience.engine;

import org.jspecify.annotations.NullMarked;
