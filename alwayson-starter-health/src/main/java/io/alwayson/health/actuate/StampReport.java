package io.alwayson.health.actuate;

import java.time.Instant;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.alwayson.health.StampHealth;
import io.alwayson.health.Transition;

/**
 * What {@code /actuator/stamp} tells: the verdict, and how it came there.
 *
 * @param verdict the verdict as it is now; its members are members of the report
 * @param at when this was told, by the clock that the verdict's times are of
 * @param transitions the last transitions, the newest first; those of the kill switch
 * have {@code to} instead of {@code node}
 */
public record StampReport(@JsonUnwrapped StampHealth verdict, Instant at, List<Transition> transitions) {

	/** Copies the list. */
	public StampReport {
		transitions = List.copyOf(transitions);
	}

}
