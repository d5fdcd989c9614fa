package io.alwayson.health;

import java.time.Duration;

/**
 * Hears what the monitor finds. Called on the monitor's own thread: implementations
 * return at once. What they throw is logged and goes no further.
 */
public interface StampHealthListener {

	/** A check ended, or was given up. */
	default void onCheck(String component, CheckResult result) {
	}

	/**
	 * A run of a check was spared: calls of the application proved the same that long
	 * ago.
	 */
	default void onSpared(String component, Duration age) {
	}

	/** A verdict was published: at least once a second. */
	default void onVerdict(StampHealth verdict) {
	}

	/** The state or the routing of a node changed. */
	default void onTransition(StampTransition transition) {
	}

	/** The kill switch moved, stopped answering or answers again. */
	default void onSwitch(SwitchTransition transition) {
	}

}
