package io.alwayson.health.azure;

/**
 * A connection of a check's own, and the one thing that is asked over it.
 */
interface AmqpProbe extends AutoCloseable {

	/** Asks on the calling thread, and throws what the client throws. Has a limit. */
	void ask();

	@Override
	void close();

	/** A probe that asks and closes so. */
	static AmqpProbe of(Runnable ask, Runnable close) {
		return new AmqpProbe() {

			@Override
			public void ask() {
				ask.run();
			}

			@Override
			public void close() {
				close.run();
			}

		};
	}

}
