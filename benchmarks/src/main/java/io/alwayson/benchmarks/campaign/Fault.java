package io.alwayson.benchmarks.campaign;

import java.util.Locale;

/**
 * How a dependency is sick.
 */
enum Fault {

	/** It is not. */
	NONE,

	/** It takes requests and says nothing. */
	HANG,

	/** It says 200, and no more. */
	HANG_AFTER_HEADERS,

	/** A byte every tenth of a second. */
	DRIP,

	/** It closes the connection in the middle of its answer. */
	HALF_BODY,

	/** It resets connections. */
	RESET,

	/** It answers 503. */
	UNAVAILABLE,

	/** It answers 503 for two seconds, and is well for two. */
	FLAPPING,

	/** One answer in a hundred takes a second. */
	STRAGGLERS,

	/** Every answer takes a fifth of a second. */
	SLOW,

	/** It answers 429 and asks for a second's rest, for one second of four. */
	THROTTLING;

	/** Whether no call can succeed. */
	boolean isTotal() {
		return switch (this) {
			case HANG, HANG_AFTER_HEADERS, DRIP, HALF_BODY, RESET, UNAVAILABLE -> true;
			case NONE, FLAPPING, STRAGGLERS, SLOW, THROTTLING -> false;
		};
	}

	/** Whether a hedge is declared because of it. */
	boolean isHedged() {
		return this == STRAGGLERS || this == SLOW;
	}

	/** For people. */
	String text() {
		return name().toLowerCase(Locale.ROOT).replace('_', ' ');
	}

}
