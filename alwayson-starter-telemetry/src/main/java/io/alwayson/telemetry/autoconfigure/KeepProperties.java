package io.alwayson.telemetry.autoconfigure;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * What is kept although the sampler would drop it, as written.
 *
 * @param enabled whether traces that matter are kept. Default true
 * @param slow from where on a request is slow whose flow has no latency objective, more
 * than 0. Default 1s
 * @param perSecond how many local roots may be kept, at least 1; ten seconds' worth at
 * once. Default 100
 */
record KeepProperties(@Nullable Boolean enabled, @Nullable Duration slow, @Nullable Integer perSecond) {
}
