/**
 * Wires protection: the corridors, and a door for each library that is there.
 */
@NullMarked
package io.alwayson.resilience.autoconfigure;

import org.jspecify.annotations.NullMarked;
