package io.alwayson.workload;

/**
 * How far the failure of a dependency reaches, and so whether moving traffic away would
 * help.
 */
public enum FailureScope {

	/** Only this stamp is hit: replacing the stamp, or leaving it, cures it. */
	STAMP,

	/** Every stamp of the region is hit: leaving the region helps. */
	REGIONAL,

	/**
	 * Every stamp is hit: moving traffic would not help, so the stamp stays in rotation.
	 */
	GLOBAL

}
