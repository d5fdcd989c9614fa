/**
 * Says on every signal which stamp, which user flow and which request it is about.
 *
 * <p>
 * Identity, once at start-up:
 * <ol>
 * <li>{@link io.alwayson.workload.Stamp} becomes
 * {@link io.alwayson.telemetry.StampIdentity},</li>
 * <li>which {@code autoconfigure} adds to the resource attributes that Boot reads,</li>
 * <li>and {@code metrics} to the registries that know no resource.</li>
 * </ol>
 *
 * <p>
 * A request:
 * <ol>
 * <li>{@code web} asks {@link io.alwayson.telemetry.CorrelationIds} for its id and
 * answers with it,</li>
 * <li>{@link io.alwayson.telemetry.RequestLabel} hold id and flow, for log lines too, and
 * follow the work over threads,</li>
 * <li>{@code opentelemetry} writes both onto each span and log record,</li>
 * <li>and hands those to one bounded processor for each sink.</li>
 * </ol>
 */
@NullMarked
package io.alwayson.telemetry;

import org.jspecify.annotations.NullMarked;
