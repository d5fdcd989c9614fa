package io.alwayson.workload;

/**
 * How much a user flow, or a call made for it, matters. Ordered: the first is the most
 * critical.
 */
public enum Criticality {

	/** The stamp is not healthy without it. */
	HIGH(Impact.STANDARD),

	/** Its loss degrades the stamp. */
	MEDIUM(Impact.LIMITED),

	/** Its loss is shown and changes nothing. */
	LOW(Impact.SUPPRESSED);

	private final Impact impactOnStamp;

	Criticality(Impact impactOnStamp) {
		this.impactOnStamp = impactOnStamp;
	}

	/** What the state of a flow of this criticality does to the health of the stamp. */
	public Impact impactOnStamp() {
		return this.impactOnStamp;
	}

	/** The lower of the two: what a stranger asks for may only lower. */
	public Criticality lowerOf(Criticality other) {
		return (compareTo(other) >= 0) ? this : other;
	}

}
