/**
 * Tells the application's own event listeners what changed.
 */
@NullMarked
package io.alwayson.health.event;

import org.jspecify.annotations.NullMarked;
