package io.alwayson.telemetry.sampling;

import java.util.Locale;

/**
 * Why the spans of a local root are kept.
 */
public enum KeepReason {

	/** The root failed: an exception, or a status of 500 or more. */
	ERROR,

	/** A call was refused: by its deadline, a circuit breaker or a limit. */
	REJECTED,

	/** The root is a request that took longer than its flow's objective. */
	SLOW,

	/** A dependency failed, and the root did not. */
	DEPENDENCY;

	/** In attributes and tags. */
	public String value() {
		return name().toLowerCase(Locale.ROOT);
	}

}
