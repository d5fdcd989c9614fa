package io.alwayson.resilience;

import java.util.concurrent.Executor;

/**
 * What all corridors share.
 *
 * @param timer ends attempts and waits
 * @param workers runs hedges of blocking operations, and what follows the end of a wait;
 * refuses what it has no thread for
 * @param timing time, chance and waiting
 */
public record Machinery(WheelTimer timer, Executor workers, Timing timing) {
}
