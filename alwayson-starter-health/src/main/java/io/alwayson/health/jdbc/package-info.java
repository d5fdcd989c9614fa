/**
 * The check of declared databases.
 */
@NullMarked
package io.alwayson.health.jdbc;

import org.jspecify.annotations.NullMarked;
