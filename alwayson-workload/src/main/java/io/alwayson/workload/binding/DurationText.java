package io.alwayson.workload.binding;

import java.time.Duration;

import org.springframework.boot.convert.DurationStyle;

/**
 * Durations as users write them: 2s, 600ms.
 */
final class DurationText {

	private DurationText() {
	}

	static String of(Object value) {
		if (value instanceof Duration duration) {
			boolean wholeSeconds = duration.toNanosPart() == 0;
			return DurationStyle.SIMPLE.print(duration,
					wholeSeconds ? java.time.temporal.ChronoUnit.SECONDS : java.time.temporal.ChronoUnit.MILLIS);
		}
		return String.valueOf(value);
	}

}
