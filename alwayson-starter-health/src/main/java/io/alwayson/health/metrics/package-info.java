/**
 * The verdict as Micrometer metrics.
 */
@NullMarked
package io.alwayson.health.metrics;

import org.jspecify.annotations.NullMarked;
