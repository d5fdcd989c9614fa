package io.alwayson.health;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * The outcome of one run of a check.
 *
 * @param status the finding
 * @param reason short upper-case code such as {@code TIMEOUT}, {@code STUCK},
 * {@code CONNECT_FAILED}, {@code HTTP_503}, {@code ERROR}, or {@code null}; never the
 * text of an exception
 * @param evicts whether a failure may move traffic away
 * @param duration how long the run took; its timeout where it was given up
 * @param observedAt when it ended
 */
public record CheckResult(Status status, @Nullable String reason, boolean evicts, Duration duration,
		Instant observedAt) {

	/** Findings. */
	public enum Status {

		/** The dependency does what it should. */
		UP,

		/** It does, and too slowly, or not as well as it should. */
		SLOW,

		/** It does not. */
		DOWN,

		/** The run says nothing about the dependency. */
		INCONCLUSIVE

	}

}
