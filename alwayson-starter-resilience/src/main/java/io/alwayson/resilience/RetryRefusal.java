package io.alwayson.resilience;

/** Why a call that could be attempted again is not. */
public enum RetryRefusal {

	/** The policy allows no more attempts. */
	ATTEMPTS,

	/** It is part of another call's retry: attempts must not multiply. */
	NESTED,

	/** The wait would end after the deadline. */
	DEADLINE,

	/** The retry budget is spent. */
	BUDGET,

	/** An operator switched retries off. */
	SWITCHED_OFF,

	/** A protection refused the next attempt, for example an open circuit breaker. */
	REJECTED

}
