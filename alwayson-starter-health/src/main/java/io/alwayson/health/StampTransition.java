package io.alwayson.health;

import java.time.Instant;

/**
 * A change of a node's state or routing.
 *
 * @param from the state before
 * @param node what was judged now
 * @param at when
 */
public record StampTransition(HealthState from, NodeHealth node, Instant at) implements Transition {

	/** Whether the state became worse. */
	public boolean isWorse() {
		return this.node.state().severity() > this.from.severity();
	}

}
