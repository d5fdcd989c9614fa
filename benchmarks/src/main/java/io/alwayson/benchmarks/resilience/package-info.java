/**
 * What a protected call costs, beside what people would protect it with instead.
 */
@NullMarked
package io.alwayson.benchmarks.resilience;

import org.jspecify.annotations.NullMarked;
