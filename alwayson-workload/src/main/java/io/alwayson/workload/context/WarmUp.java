package io.alwayson.workload.context;

/**
 * Something that is done once after the start, so that the first requests need not wait
 * for it. Readiness waits until it is over, no longer than for its first round of checks.
 * Beans of this type are asked often, by one thread at a time, and answer at once.
 */
@FunctionalInterface
public interface WarmUp {

	/** Whether it is over, well or not; stays so. */
	boolean isOver();

}
