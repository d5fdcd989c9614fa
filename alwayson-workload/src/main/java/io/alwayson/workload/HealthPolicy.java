package io.alwayson.workload;

import java.time.Duration;

/**
 * How one dependency is checked. Immutable, resolved from the declaration and the
 * defaults.
 *
 * @param interval time between two checks while up; default 10s
 * @param retryInterval time between two checks after a failure; default 2s
 * @param timeout limit of one check; default 3s
 * @param degradedAbove a check that takes longer is SLOW; default half the timeout
 * @param failureThreshold consecutive failures until UNHEALTHY; default 3
 * @param successThreshold consecutive successes until HEALTHY again; default 2
 * @param maxAge a result that is older is STALE; default 3 x interval + timeout, at least
 * interval + timeout
 */
public record HealthPolicy(Duration interval, Duration retryInterval, Duration timeout, Duration degradedAbove,
		int failureThreshold, int successThreshold, Duration maxAge) {
}
