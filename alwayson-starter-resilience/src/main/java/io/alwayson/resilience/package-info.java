/**
 * Makes a call to a declared dependency survive, and makes nothing worse.
 *
 * <p>
 * Walk of a call:
 * <ol>
 * <li>a door, {@link io.alwayson.resilience.ResilientDependency} or an adapter
 * ({@code http}, {@code azure}), finds the {@link io.alwayson.resilience.Corridor} of the
 * dependency;</li>
 * <li>a driver, of the calling thread, of stages or of Reactor, begins a
 * {@code ProtectedCall}: it calls, waits and cancels, and decides nothing;</li>
 * <li>{@code ProtectedCall.before(attempt)} asks each {@code Protection} in the order of
 * {@code Corridor.inOrder(..)}: may this attempt start?</li>
 * <li>the operation runs; where it is slow and may be repeated, a second attempt runs
 * beside it;</li>
 * <li>{@link io.alwayson.resilience.FailureClassifier}s say what a failure means;</li>
 * <li>{@code ProtectedCall.after(attempt, outcome)} asks the protections in reverse:
 * done, or another attempt at some point in time?</li>
 * <li>listeners hear of it.</li>
 * </ol>
 * The one timer ({@link io.alwayson.resilience.WheelTimer}) ends what takes too long.
 */
@NullMarked
package io.alwayson.resilience;

import org.jspecify.annotations.NullMarked;
