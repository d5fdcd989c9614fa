/**
 * What travels with messages.
 */
@NullMarked
package io.alwayson.telemetry.messaging;

import org.jspecify.annotations.NullMarked;
