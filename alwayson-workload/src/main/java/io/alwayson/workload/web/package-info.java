/**
 * Where requests meet the declaration: finds the user flow of a request and says what
 * became of it.
 *
 * <p>
 * Walk: request -> {@code UserFlowFilter} (routes) -> {@code WorkloadContext} -> handler
 * ({@code @UserFlow} wins) -> response -> {@code FlowOutcomeListener}s. The reactive walk
 * is the same with {@code UserFlowWebFilter}.
 */
@NullMarked
package io.alwayson.workload.web;

import org.jspecify.annotations.NullMarked;
