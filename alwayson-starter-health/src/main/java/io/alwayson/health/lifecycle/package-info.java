/**
 * When the monitor starts and stops, and how long the server waits before it stops.
 */
@NullMarked
package io.alwayson.health.lifecycle;

import org.jspecify.annotations.NullMarked;
