/**
 * Turns the telemetry on, as far as it was configured.
 */
@NullMarked
package io.alwayson.telemetry.autoconfigure;

import org.jspecify.annotations.NullMarked;
