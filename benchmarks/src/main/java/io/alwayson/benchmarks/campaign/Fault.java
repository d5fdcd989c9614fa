package io.alwayson.benchmarks.campaign;

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
	STRAGGLERS;

	/** Whether no call can succeed. */
	boolean isTotal() {
		return this != NONE && this != FLAPPING && this != STRAGGLERS;
	}

}
