package io.alwayson.resilience;

/** What became of a hedge. */
public enum HedgeResult {

	/** It answered before the first attempt. */
	WON,

	/** The first attempt answered before it. */
	LOST,

	/** It failed. */
	FAILED

}
