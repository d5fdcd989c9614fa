/**
 * Requests that come in: when their answer is due, how much they matter, and whether
 * there is room for them. Decisions only; {@code web} asks for them.
 */
@NullMarked
package io.alwayson.resilience.inbound;

import org.jspecify.annotations.NullMarked;
