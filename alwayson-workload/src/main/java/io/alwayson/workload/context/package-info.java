/**
 * The run-time contracts where the starters meet: the current flow and call
 * ({@link io.alwayson.workload.context.WorkloadContext}), what became of calls and flows,
 * and signals about dependencies. Records and interfaces; no scheduling, no I/O, no
 * metrics.
 */
@NullMarked
package io.alwayson.workload.context;

import org.jspecify.annotations.NullMarked;
