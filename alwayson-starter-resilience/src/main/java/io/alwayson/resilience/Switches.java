package io.alwayson.resilience;

/**
 * What an operator switched off for one dependency, in this process and until it ends.
 * Thread-safe.
 */
public final class Switches {

	private volatile boolean retriesOff;

	private volatile boolean hedgesOff;

	Switches() {
	}

	/** Whether no call is attempted again. */
	public boolean retriesOff() {
		return this.retriesOff;
	}

	/** Whether no slow attempt gets company. */
	public boolean hedgesOff() {
		return this.hedgesOff;
	}

	/** Switches retries off or on again. */
	public void retriesOff(boolean off) {
		this.retriesOff = off;
	}

	/** Switches hedges off or on again. */
	public void hedgesOff(boolean off) {
		this.hedgesOff = off;
	}

}
