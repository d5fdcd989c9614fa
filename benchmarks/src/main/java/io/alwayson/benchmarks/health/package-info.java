/**
 * What a load balancer's probe costs, and what it sees, beside Boot's health endpoint.
 */
@NullMarked
package io.alwayson.benchmarks.health;

import org.jspecify.annotations.NullMarked;
