package io.alwayson.workload.context;

import java.time.Instant;

/**
 * Something other than a check says that a dependency is not at its best. It degrades,
 * and never evicts.
 *
 * @param dependency its declared name
 * @param reason short upper-case code, one signal per reason: {@code CIRCUIT_OPEN},
 * {@code FALLBACK}, ...
 * @param until when it is over unless renewed; a time in the past ends it at once
 */
public record DependencySignal(String dependency, String reason, Instant until) {
}
