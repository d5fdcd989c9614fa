package io.alwayson.health;

/**
 * Where the kill switch stands.
 */
public enum SwitchPosition {

	/** The stamp may get traffic, as far as the evidence lets it. */
	IN,

	/** An operator took the stamp out of rotation. */
	OUT,

	/** The same, announced as maintenance. */
	MAINTENANCE;

	/** 0 in, 1 out, 2 maintenance. */
	public int code() {
		return ordinal();
	}

	/** Whether routing refuses because of it. */
	public boolean refuses() {
		return this != IN;
	}

}
