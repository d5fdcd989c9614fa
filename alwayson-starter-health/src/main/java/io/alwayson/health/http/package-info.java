/**
 * The checks of declared HTTP services and of sibling services.
 */
@NullMarked
package io.alwayson.health.http;

import org.jspecify.annotations.NullMarked;
