/**
 * Decides whether traffic may come to this stamp, and says why.
 *
 * <p>
 * Write walk, all on one thread but the checks themselves:
 * <ol>
 * <li>{@code CheckLane.turn()}: a component's interval has passed,</li>
 * <li>{@code CheckRunner.start(..)}: its {@link io.alwayson.health.HealthCheck} runs on a
 * thread of its own, under a deadline,</li>
 * <li>and yields a {@link io.alwayson.health.CheckResult};</li>
 * <li>{@code Thresholds.observe(..)}: results become a state,</li>
 * <li>{@code HealthModel.judge(..)}: states become health and routing of flows and stamp,
 * </li>
 * <li>{@code PublishedHealth.publish(..)}: the {@link io.alwayson.health.StampHealth} is
 * rendered and written, one volatile write,</li>
 * <li>{@link io.alwayson.health.StampHealthListener}s hear of what changed.</li>
 * </ol>
 *
 * <p>
 * Read walk:
 * <ol>
 * <li>{@code web}: a request for {@code /health/stamp}, ahead of security,</li>
 * <li>{@link io.alwayson.health.PublishedHealth#answer()}: one volatile read, its age
 * compared,</li>
 * <li>the bytes are written.</li>
 * </ol>
 */
@NullMarked
package io.alwayson.health;

import org.jspecify.annotations.NullMarked;
