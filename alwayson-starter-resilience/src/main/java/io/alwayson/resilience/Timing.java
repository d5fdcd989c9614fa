package io.alwayson.resilience;

import java.time.InstantSource;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * Time, chance and waiting, so that tests can hold them.
 *
 * @param nanoTime tells time that only moves forward, as {@link System#nanoTime()}
 * @param clock tells the time of day
 * @param random yields numbers from 0 inclusive to 1 exclusive
 * @param sleeper waits on the calling thread
 */
public record Timing(LongSupplier nanoTime, InstantSource clock, DoubleSupplier random, Sleeper sleeper) {

	/** Waits on the calling thread. */
	@FunctionalInterface
	public interface Sleeper {

		/** Returns after about that time. */
		void sleep(long nanos) throws InterruptedException;

	}

}
