/**
 * Keeps what checks do out of Micrometer's observations.
 */
@NullMarked
package io.alwayson.health.observation;

import org.jspecify.annotations.NullMarked;
