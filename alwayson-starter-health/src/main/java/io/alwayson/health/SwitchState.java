package io.alwayson.health;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * What is known of the kill switch. Immutable.
 *
 * @param store where it is kept, such as file or blob
 * @param position what holds now: the last answer that was given twice in a row, IN
 * before the first
 * @param answeredAt when it was last answered, or {@code null} if never
 * @param age time since then, or since the start
 * @param error code of why the last read was no answer, or {@code null} if it was one
 */
public record SwitchState(String store, SwitchPosition position, @Nullable Instant answeredAt, Duration age,
		@Nullable String error) {
}
