package io.alwayson.health;

/**
 * What probing costs the dependency: of one run, or of many.
 *
 * @param requests requests that arrive at the dependency, whether anybody is billed for
 * them or not
 * @param requestUnits request units (RU) that Cosmos DB charges for them, else 0
 */
public record ProbeCost(long requests, double requestUnits) {

	/** Nothing outside of this process is asked. */
	public static final ProbeCost NONE = new ProbeCost(0, 0);

	/** Refuses costs below zero. */
	public ProbeCost {
		// Negated, so that NaN is refused as well.
		if (requests < 0 || !(requestUnits >= 0)) {
			throw new IllegalArgumentException("A cost is not negative: " + requests + ", " + requestUnits);
		}
	}

	/** That many requests, and no request units. */
	public static ProbeCost requests(long requests) {
		return new ProbeCost(requests, 0);
	}

	/** The same requests with that many request units for all of them. */
	public ProbeCost withRequestUnits(double requestUnits) {
		return new ProbeCost(this.requests, requestUnits);
	}

	/** Both together. */
	public ProbeCost plus(ProbeCost other) {
		return new ProbeCost(this.requests + other.requests, this.requestUnits + other.requestUnits);
	}

	/** The cost of that many runs, rounded. */
	public ProbeCost times(double runs) {
		return new ProbeCost(Math.round(this.requests * runs), Math.round(this.requestUnits * runs));
	}

}
