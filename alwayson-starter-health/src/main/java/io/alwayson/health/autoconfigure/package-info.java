/**
 * Puts the starter together.
 */
@NullMarked
package io.alwayson.health.autoconfigure;

import org.jspecify.annotations.NullMarked;
