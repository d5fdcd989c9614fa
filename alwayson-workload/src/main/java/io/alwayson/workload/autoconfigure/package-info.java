/**
 * Publishes the {@link io.alwayson.workload.Workload} and installs the filter of the
 * current user flow.
 */
@NullMarked
package io.alwayson.workload.autoconfigure;

import org.jspecify.annotations.NullMarked;
