/**
 * What protection does as Micrometer metrics.
 */
@NullMarked
package io.alwayson.resilience.metrics;

import org.jspecify.annotations.NullMarked;
