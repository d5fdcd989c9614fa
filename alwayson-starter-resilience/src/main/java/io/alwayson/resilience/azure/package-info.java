/**
 * The door for Azure clients that speak HTTP: one policy in their pipeline owns the
 * retries. Declared blob dependencies get a ready client.
 */
@NullMarked
package io.alwayson.resilience.azure;

import org.jspecify.annotations.NullMarked;
