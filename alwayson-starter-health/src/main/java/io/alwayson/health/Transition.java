package io.alwayson.health;

import java.time.Instant;

/**
 * What people look for afterwards: a node or the kill switch changed.
 */
public sealed interface Transition permits StampTransition, SwitchTransition {

	/** When. */
	Instant at();

}
