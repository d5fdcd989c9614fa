/**
 * Meters of flows and correlation, and the stamp on registries without a resource.
 */
@NullMarked
package io.alwayson.telemetry.metrics;

import org.jspecify.annotations.NullMarked;
