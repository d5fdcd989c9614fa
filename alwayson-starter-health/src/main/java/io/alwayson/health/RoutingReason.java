package io.alwayson.health;

/**
 * Why routing does not follow the evidence. Health is never changed by it.
 */
public enum RoutingReason {

	/** The first round of checks is not done. */
	STARTING,

	/** No verdict was published for its maximum age: the last one cannot be trusted. */
	OUTDATED,

	/** An operator took the stamp out of rotation with the kill switch. */
	SWITCH,

	/** The process is shutting down, and was told to refuse meanwhile. */
	DRAIN

}
