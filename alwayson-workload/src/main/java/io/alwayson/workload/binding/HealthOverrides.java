package io.alwayson.workload.binding;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Keys under {@code alwayson.health.defaults} and
 * {@code alwayson.dependencies.<name>.health}.
 *
 * @param interval time between two checks while up
 * @param retryInterval time between two checks after a failure
 * @param timeout limit of one check
 * @param degradedAbove a check that takes longer is slow; default half the timeout
 * @param failureThreshold consecutive failures until unhealthy
 * @param successThreshold consecutive successes until healthy again
 * @param maxAge a result that is older is stale; default 3 x interval + timeout
 */
public record HealthOverrides(@Nullable Duration interval, @Nullable Duration retryInterval, @Nullable Duration timeout,
		@Nullable Duration degradedAbove, @Nullable Integer failureThreshold, @Nullable Integer successThreshold,
		@Nullable Duration maxAge) {

	static final HealthOverrides NONE = new HealthOverrides(null, null, null, null, null, null, null);

}
