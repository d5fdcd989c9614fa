/**
 * What operators see of protection, and what they can switch.
 */
@NullMarked
package io.alwayson.resilience.actuate;

import org.jspecify.annotations.NullMarked;
