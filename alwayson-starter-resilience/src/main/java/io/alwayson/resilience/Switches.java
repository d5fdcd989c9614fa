package io.alwayson.resilience;

/**
 * What an operator switched for one dependency, in this process and until it ends.
 * Thread-safe.
 */
public final class Switches {

	private final CircuitBreaker breaker;

	private volatile boolean retriesOff;

	private volatile boolean hedgesOff;

	private volatile Circuit circuit = Circuit.AUTOMATIC;

	Switches(CircuitBreaker breaker) {
		this.breaker = breaker;
	}

	/** Whether no call is attempted again. */
	public boolean retriesOff() {
		return this.retriesOff;
	}

	/** Whether no slow attempt gets company. */
	public boolean hedgesOff() {
		return this.hedgesOff;
	}

	/** Who decides whether attempts pass. */
	public Circuit circuit() {
		return this.circuit;
	}

	/** Switches retries off or on again. */
	public void retriesOff(boolean off) {
		this.retriesOff = off;
	}

	/** Switches hedges off or on again. */
	public void hedgesOff(boolean off) {
		this.hedgesOff = off;
	}

	/**
	 * Forces the circuit breaker, or leaves it to itself again: then it starts anew,
	 * closed. Does nothing where it is so already.
	 */
	public synchronized void circuit(Circuit wanted) {
		if (wanted == this.circuit) {
			return;
		}
		switch (wanted) {
			case OPEN -> this.breaker.forceOpen();
			case CLOSED -> this.breaker.forceClosed();
			case AUTOMATIC -> this.breaker.automatic();
		}
		this.circuit = wanted;
	}

	/** Who decides whether attempts pass. */
	public enum Circuit {

		/** The circuit breaker. */
		AUTOMATIC,

		/** The operator: none pass. */
		OPEN,

		/** The operator: all pass. */
		CLOSED

	}

}
