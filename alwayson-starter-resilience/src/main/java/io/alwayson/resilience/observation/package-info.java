/**
 * What protection does, as events of the observation that is current.
 */
@NullMarked
package io.alwayson.resilience.observation;

import org.jspecify.annotations.NullMarked;
