package io.alwayson.health;

import java.time.Instant;

/**
 * The kill switch changed its position, or stopped answering, or answers again. Told once
 * for each, not once for each read.
 *
 * @param from what was known before
 * @param to what is known now
 * @param at when
 */
public record SwitchTransition(SwitchState from, SwitchState to, Instant at) implements Transition {

	/** Whether the position changed. */
	public boolean isMoved() {
		return this.from.position() != this.to.position();
	}

	/** Whether it stopped answering: the position holds, and grows older. */
	public boolean isSilenced() {
		return this.from.error() == null && this.to.error() != null;
	}

	/** Whether it answers again. */
	public boolean isAnsweredAgain() {
		return this.from.error() != null && this.to.error() == null;
	}

}
