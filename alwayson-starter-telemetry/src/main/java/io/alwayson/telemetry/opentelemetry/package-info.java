/**
 * Request labels on spans and log records, and one processor for each sink.
 */
@NullMarked
package io.alwayson.telemetry.opentelemetry;

import org.jspecify.annotations.NullMarked;
