/**
 * The surfaces {@code /health/stamp}, {@code /livez} and {@code /readyz}, ahead of
 * security.
 */
@NullMarked
package io.alwayson.health.web;

import org.jspecify.annotations.NullMarked;
