/**
 * The doors for {@code RestClient}, {@code RestTemplate} and {@code WebClient}: requests
 * to the origin of a declared {@code http} or {@code stamp-service} dependency go through
 * its corridor, all others pass untouched.
 */
@NullMarked
package io.alwayson.resilience.http;

import org.jspecify.annotations.NullMarked;
