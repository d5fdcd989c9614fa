package io.alwayson.resilience;

/**
 * What follows an attempt.
 */
public sealed interface Next {

	/** Nothing: what the attempt yielded is what the caller gets. */
	Next DONE = new Done();

	/** The only kind of end. */
	record Done() implements Next {
	}

	/**
	 * Another attempt, not before the given point in time.
	 *
	 * @param nanoTime the point on the scale of {@link System#nanoTime()}
	 */
	record RetryAt(long nanoTime) implements Next {
	}

}
