/**
 * The sink Azure Monitor.
 */
@NullMarked
package io.alwayson.telemetry.azure;

import org.jspecify.annotations.NullMarked;
