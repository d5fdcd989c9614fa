/**
 * From keys to {@link io.alwayson.workload.Workload}: property records with nullable
 * overrides, the table of defaults, and every check that a declaration must pass.
 *
 * <p>
 * Walk: {@link io.alwayson.workload.binding.WorkloadBinder#bind} -> property records ->
 * names -> policies -> dependencies -> groups -> flows ->
 * {@link io.alwayson.workload.Workload}, or
 * {@link io.alwayson.workload.binding.InvalidWorkloadException} with all violations.
 */
@NullMarked
package io.alwayson.workload.binding;

import org.jspecify.annotations.NullMarked;
