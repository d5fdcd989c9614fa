/**
 * Requests that go out: passes the correlation id on to declared dependencies.
 */
@NullMarked
package io.alwayson.telemetry.http;

import org.jspecify.annotations.NullMarked;
