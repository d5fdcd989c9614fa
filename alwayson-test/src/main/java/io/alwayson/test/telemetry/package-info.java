/**
 * Receives telemetry as the real back ends do, and keeps it for assertions.
 *
 * <p>
 * The walk of a request:
 * <ol>
 * <li>{@code ReceiverServer}: counts it, and hangs or answers a canned status if told so,
 * </li>
 * <li>reads and unpacks the body, within a bound,</li>
 * <li>the receiver decodes it into records,</li>
 * <li>{@code Recent}: keeps them, the oldest leave first,</li>
 * <li>the answer that the exporter expects goes out.</li>
 * </ol>
 */
@NullMarked
package io.alwayson.test.telemetry;

import org.jspecify.annotations.NullMarked;
