package io.alwayson.health;

import java.time.Duration;

/**
 * Publishes verdicts for the tests of other packages, in the place of a monitor.
 */
public final class Publishing {

	private Publishing() {
	}

	/** One verdict, OUTDATED after that age. */
	public static void publish(PublishedHealth published, StampHealth verdict, Duration maxAge) {
		published.publish(verdict, maxAge);
	}

}
