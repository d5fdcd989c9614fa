package io.alwayson.resilience.inbound;

/**
 * How many requests a process can work on at once without slowing down. Thread-safe.
 */
public interface LoadLimit {

	/** How many now. */
	int limit();

	/**
	 * Learns from a request that was answered.
	 * @param startedAt when it started, on the scale of {@link System#nanoTime()}
	 * @param durationNanos how long it took
	 * @param inFlight requests at work when it started, itself included
	 */
	void onAnswer(long startedAt, long durationNanos, int inFlight);

}
