/**
 * The driver for Reactor: the same decisions, no thread held.
 */
@NullMarked
package io.alwayson.resilience.reactor;

import org.jspecify.annotations.NullMarked;
