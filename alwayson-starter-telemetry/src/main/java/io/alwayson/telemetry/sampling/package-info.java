/**
 * Keeps what matters, whatever the sampler said.
 * <ol>
 * <li>{@link io.alwayson.telemetry.sampling.KeepingSampler} has the spans recorded that
 * the application's sampler would drop, and leaves what is propagated as it decided,</li>
 * <li>{@link io.alwayson.telemetry.sampling.KeepingSpanProcessor} holds the spans of a
 * local root until that ends,</li>
 * <li>{@link io.alwayson.telemetry.sampling.KeepRules} say whether they matter, and
 * {@link io.alwayson.telemetry.sampling.KeepLimit} how many of those there may be,</li>
 * <li>and they go to the sinks with a weight that keeps counts right, or nowhere.</li>
 * </ol>
 */
@NullMarked
package io.alwayson.telemetry.sampling;

import org.jspecify.annotations.NullMarked;
