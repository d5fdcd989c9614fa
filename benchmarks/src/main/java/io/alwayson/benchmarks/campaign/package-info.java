/**
 * One sick dependency beside a healthy one: what becomes of the calls to both, in a plain
 * service, in one with resilience4j as its documentation shows, and in one with AlwaysOn.
 */
@NullMarked
package io.alwayson.benchmarks.campaign;

import org.jspecify.annotations.NullMarked;
