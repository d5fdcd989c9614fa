/**
 * What telemetry costs and what it keeps, beside Boot's own and an agent.
 */
@NullMarked
package io.alwayson.benchmarks.telemetry;

import org.jspecify.annotations.NullMarked;
