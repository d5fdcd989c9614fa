package io.alwayson.health;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executor;

/**
 * Time and order, as the monitor sees them: everything that changes its state runs here,
 * one task after the other.
 */
interface Timeline extends Executor {

	/** Time that only moves forward. */
	long nanoTime();

	/** Time of day, to be shown. */
	Instant instant();

	/** Runs the task after the delay. */
	void schedule(Duration delay, Runnable task);

	/** Drops everything that has not run yet. */
	void close();

}
