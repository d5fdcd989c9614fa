/**
 * One sick dependency beside a healthy one, and a total outage, throttling, overload and
 * a chain of services: what becomes of the calls in a plain service, in one with
 * resilience4j as its documentation shows, and in one with AlwaysOn.
 */
@NullMarked
package io.alwayson.benchmarks.campaign;

import org.jspecify.annotations.NullMarked;
