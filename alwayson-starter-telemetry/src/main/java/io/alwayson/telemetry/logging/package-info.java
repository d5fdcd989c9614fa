/**
 * Log lines on their way to a sink.
 */
@NullMarked
package io.alwayson.telemetry.logging;

import org.jspecify.annotations.NullMarked;
