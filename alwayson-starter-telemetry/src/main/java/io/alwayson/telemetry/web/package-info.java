/**
 * Requests that come in: correlation id, answer headers, the flow on the server's span.
 */
@NullMarked
package io.alwayson.telemetry.web;

import org.jspecify.annotations.NullMarked;
