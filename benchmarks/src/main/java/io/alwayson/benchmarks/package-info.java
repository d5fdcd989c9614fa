/**
 * Microbenchmarks, each beside the peer that does the same job.
 */
@NullMarked
package io.alwayson.benchmarks;

import org.jspecify.annotations.NullMarked;
