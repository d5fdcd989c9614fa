package io.alwayson.health;

/**
 * Whether a component that is UNHEALTHY may move traffic away. Failures say so one by one
 * and may disagree: a sibling that is unhealthy and still accepts says no, one time-out
 * of it says yes. As health does, this changes only after as many in a row that agree as
 * the thresholds want. Confined to the monitor's timeline.
 */
final class Eviction {

	private final int failureThreshold;

	private final int successThreshold;

	private int evicting;

	private int staying;

	private boolean last;

	private boolean evicts;

	Eviction(int failureThreshold, int successThreshold) {
		this.failureThreshold = failureThreshold;
		this.successThreshold = successThreshold;
	}

	boolean evicts() {
		return this.evicts;
	}

	/**
	 * Takes a conclusive result.
	 * @param down whether it was a failure; a success is no word on this
	 * @param evicting what the failure says
	 * @param unhealthy whether the component is, with this result
	 */
	void observe(boolean down, boolean evicting, boolean unhealthy) {
		this.evicting = (down && evicting) ? this.evicting + 1 : 0;
		this.staying = (down && !evicting) ? this.staying + 1 : 0;
		this.last = down && evicting;
		if (!unhealthy || this.staying >= this.successThreshold) {
			this.evicts = false;
		}
		else if (this.evicting >= this.failureThreshold) {
			this.evicts = true;
		}
	}

	/** The first round is over: the last word counts, were there fewer than wanted. */
	void decide() {
		this.evicts = this.last;
	}

}
