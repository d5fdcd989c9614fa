/**
 * What every starter promises, and all of them together.
 */
@NullMarked
package io.alwayson.kit.contract;

import org.jspecify.annotations.NullMarked;
