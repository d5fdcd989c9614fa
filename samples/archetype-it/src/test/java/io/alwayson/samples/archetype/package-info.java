/**
 * Generates services with the archetype as users do, builds them and runs them.
 */
@NullMarked
package io.alwayson.samples.archetype;

import org.jspecify.annotations.NullMarked;
