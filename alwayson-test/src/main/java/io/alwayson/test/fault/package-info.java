/**
 * Puts faults between a service and what it depends on.
 *
 * <p>
 * The walk of a request, all on the one thread of a proxy:
 * <ol>
 * <li>{@code FaultLoop.accept()}: a client's connection is counted and paired with one to
 * the target,</li>
 * <li>{@code Relay.fromClient(..)}: its bytes pass {@code RequestFraming}, which only
 * looks and counts requests,</li>
 * <li>the {@code Fault} in force decides: pass on, swallow, or answer,</li>
 * <li>{@code Relay.fromTarget(..)}: the answer's bytes get the time at which they are
 * due,</li>
 * <li>{@code Outflow.flush(..)}: what is due is written.</li>
 * </ol>
 */
@NullMarked
package io.alwayson.test.fault;

import org.jspecify.annotations.NullMarked;
