package io.alwayson.workload.context;

import java.time.Duration;

/**
 * What became of one request of a user flow.
 *
 * @param flow its declared name
 * @param good whether it was answered without a fault of ours: no exception, no status of
 * 500 or above
 * @param duration time until the response was complete
 */
public record FlowOutcome(String flow, boolean good, Duration duration) {
}
