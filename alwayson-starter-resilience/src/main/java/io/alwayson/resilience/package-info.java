/**
 * Makes a call to a declared dependency survive, and makes nothing worse.
 *
 * <p>
 * Walk of a call:
 * <ol>
 * <li>a door, {@link io.alwayson.resilience.ResilientDependency} or an adapter
 * ({@code http}, {@code azure}), finds the {@link io.alwayson.resilience.Corridor} of the
 * dependency,</li>
 * <li>a driver begins a {@link io.alwayson.resilience.ProtectedCall}: it calls, waits and
 * interrupts, and decides nothing;</li>
 * <li>{@code ProtectedCall.before()} asks each {@code Protection} in the order of
 * {@code Corridor.protections(..)}: may this attempt start?</li>
 * <li>the operation runs,</li>
 * <li>{@link io.alwayson.resilience.FailureClassifier}s say what a failure means,</li>
 * <li>{@code ProtectedCall.after(..)} asks the protections in reverse: done, or retry at
 * some point in time?</li>
 * <li>listeners hear of it.</li>
 * </ol>
 */
@NullMarked
package io.alwayson.resilience;

import org.jspecify.annotations.NullMarked;
