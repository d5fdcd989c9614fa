package io.alwayson.health;

/**
 * How a dependency, a flow or the stamp is doing, by all evidence.
 */
public enum HealthState {

	/** As it should be. */
	HEALTHY(0, 0),

	/** It works, and not as it should. */
	DEGRADED(1, 1),

	/** It does not work. */
	UNHEALTHY(2, 2),

	/** Nothing is known. Weighs as much as {@link #DEGRADED}: never healthy. */
	UNKNOWN(3, 1);

	private final int code;

	private final int severity;

	HealthState(int code, int severity) {
		this.code = code;
		this.severity = severity;
	}

	/** The value that metrics carry: 0 healthy, 1 degraded, 2 unhealthy, 3 unknown. */
	public int code() {
		return this.code;
	}

	/** How much it weighs for a parent; larger is worse. */
	int severity() {
		return this.severity;
	}

}
