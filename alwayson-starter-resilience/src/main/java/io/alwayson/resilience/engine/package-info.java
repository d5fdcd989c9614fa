/**
 * The engines of circuit breakers and limits. The only package that knows resilience4j
 * and Netflix concurrency-limits.
 */
@NullMarked
package io.alwayson.resilience.engine;

import org.jspecify.annotations.NullMarked;
