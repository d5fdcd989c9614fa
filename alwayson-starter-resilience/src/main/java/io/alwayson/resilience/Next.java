package io.alwayson.resilience;

/**
 * What follows an attempt.
 */
sealed interface Next {

	/** Nothing: what the attempt yielded is what the caller gets. */
	Next DONE = new Done();

	/** Nothing yet: another attempt of the call still runs. */
	Next AWAIT = new Await();

	/** The only kind of end. */
	record Done() implements Next {
	}

	/** The only kind of patience. */
	record Await() implements Next {
	}

	/**
	 * Another attempt, not before the given point in time.
	 *
	 * @param nanoTime the point on the scale of {@link System#nanoTime()}
	 */
	record RetryAt(long nanoTime) implements Next {
	}

}
