package io.alwayson.resilience;

/** Why a slow first attempt gets no company. */
public enum HedgeRefusal {

	/** The hedges' half of the retry budget is spent. */
	BUDGET,

	/** The circuit breaker is not closed. */
	CIRCUIT,

	/** Most of the concurrency limit is in use. */
	LIMIT,

	/** The dependency asked to be left alone. */
	REST,

	/** No thread is free to make it. */
	THREADS,

	/** A protection further inside refused it. */
	REJECTED

}
