package io.alwayson.workload;

/**
 * What a failing child does to the health of its parent.
 */
public enum Impact {

	/** The child's state is passed on. */
	STANDARD,

	/** UNHEALTHY becomes DEGRADED, DEGRADED is dropped. */
	LIMITED,

	/** The child's state never reaches the parent. */
	SUPPRESSED

}
