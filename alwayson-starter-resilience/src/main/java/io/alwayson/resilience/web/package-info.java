/**
 * Requests that come in over HTTP, servlet or reactive: asks {@code inbound} whether
 * there is room for them, and answers for calls that were refused.
 */
@NullMarked
package io.alwayson.resilience.web;

import org.jspecify.annotations.NullMarked;
