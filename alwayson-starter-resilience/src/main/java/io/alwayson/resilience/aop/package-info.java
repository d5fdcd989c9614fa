/**
 * The door for methods that are annotated.
 */
@NullMarked
package io.alwayson.resilience.aop;

import org.jspecify.annotations.NullMarked;
