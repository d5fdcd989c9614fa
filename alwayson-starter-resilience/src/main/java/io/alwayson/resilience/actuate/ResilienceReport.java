package io.alwayson.resilience.actuate;

import java.util.Map;

/**
 * How calls are protected now.
 *
 * @param dependencies by declared name, in the order of declaration
 */
public record ResilienceReport(Map<String, DependencyReport> dependencies) {
}
