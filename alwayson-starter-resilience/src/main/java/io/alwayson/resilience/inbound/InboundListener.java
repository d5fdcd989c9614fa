package io.alwayson.resilience.inbound;

import io.alwayson.workload.Criticality;

/**
 * Hears what became of requests at the door. Thread-safe, and never blocks; what it
 * throws is dropped.
 */
public interface InboundListener {

	/**
	 * Called once for each request, and again where its handler says that it matters less
	 * than it was let in for and there is no room for that.
	 */
	void onRequest(Criticality criticality, Decision decision);

	/** What became of it. */
	enum Decision {

		/** Let in. */
		ADMITTED,

		/** Let in although there was no room: the limit only observes. */
		OBSERVED,

		/** Refused: there was no room. */
		SHED,

		/** Refused: its answer was due already. */
		EXPIRED

	}

}
