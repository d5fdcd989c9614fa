package io.alwayson.health.actuate;

import java.time.Duration;

import io.alwayson.health.SwitchPosition;
import org.jspecify.annotations.Nullable;

/**
 * What became of a write of the kill switch.
 *
 * @param written the position that was written, or {@code null} if none was
 * @param followedWithin the longest that all pods need to follow, or {@code null}
 * @param error code of why it was not written, or {@code null} if it was
 * @param message what to do about it, or {@code null} if there is nothing to do
 */
public record SwitchAnswer(@Nullable SwitchPosition written, @Nullable Duration followedWithin, @Nullable String error,
		@Nullable String message) {

	static SwitchAnswer written(SwitchPosition position, Duration followedWithin) {
		return new SwitchAnswer(position, followedWithin, null, null);
	}

	static SwitchAnswer refused(String error, String message) {
		return new SwitchAnswer(null, null, error, message);
	}

}
