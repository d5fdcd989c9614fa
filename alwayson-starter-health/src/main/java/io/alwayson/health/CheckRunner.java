package io.alwayson.health;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * Runs checks away from the timeline.
 */
interface CheckRunner {

	/**
	 * Starts a run.
	 * @param component whose check it is
	 * @param check what to run
	 * @param ended told once, on any thread, when the run is over and holds no thread any
	 * more, also after it was interrupted
	 */
	Run start(String component, HealthCheck check, Consumer<Ending> ended);

	/** A run under way. */
	@FunctionalInterface
	interface Run {

		/** Asks it to stop; it may ignore that. */
		void interrupt();

	}

	/**
	 * How a run ended.
	 *
	 * @param answer what the check found
	 * @param duration how long it ran
	 */
	record Ending(HealthCheck.Answer answer, Duration duration) {
	}

}
