package io.alwayson.resilience;

import org.jspecify.annotations.Nullable;

/**
 * One ring around the attempts of a call. Decides, and never calls, waits or interrupts.
 */
interface Protection {

	/** Its name in the order of protection. */
	String name();

	/** Asked before an attempt, from the outermost ring inwards: why it may not start. */
	default @Nullable CallRejectedException before(ProtectedCall call, Attempt attempt) {
		return null;
	}

	/**
	 * Told after an attempt, from the innermost ring outwards.
	 * @param next what the rings further inside want; {@link Next#AWAIT} where another
	 * attempt of the call still runs
	 * @return what shall follow
	 */
	default Next after(ProtectedCall call, Attempt attempt, AttemptOutcome outcome, Next next) {
		return next;
	}

	/**
	 * Told, on another thread, that the time of a running attempt is over. The attempt
	 * may end at the same moment.
	 */
	default void expired(ProtectedCall call, Attempt attempt) {
	}

}
