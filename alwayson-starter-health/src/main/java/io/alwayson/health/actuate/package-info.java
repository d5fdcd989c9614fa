/**
 * What the starter takes from, and gives to, Boot's health and endpoints.
 */
@NullMarked
package io.alwayson.health.actuate;

import org.jspecify.annotations.NullMarked;
