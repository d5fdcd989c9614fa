/**
 * The declaration: what a service leans on and what its users do, said once under
 * {@code alwayson.*}.
 *
 * <p>
 * Start-up walk:
 * <ol>
 * <li>{@code binding.WorkloadBinder} reads the keys into property records,</li>
 * <li>resolves each entry against the defaults,</li>
 * <li>checks ranges and relations and collects every violation,</li>
 * <li>and yields one immutable {@link io.alwayson.workload.Workload}, or one failure that
 * names them all;</li>
 * <li>each starter then resolves, validates, builds and publishes its own part from
 * it.</li>
 * </ol>
 */
@NullMarked
package io.alwayson.workload;

import org.jspecify.annotations.NullMarked;
