package io.alwayson.health.azure;

import java.util.concurrent.Executor;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Where a check has its probes from, and where they go. Thread-safe.
 */
interface AmqpProbes {

	/** A probe, or {@code null} if there can be none, or none any more. */
	@Nullable AmqpProbe get();

	/** A run is done with it, and it worked or did not. */
	void giveBack(AmqpProbe probe, boolean worked);

	/**
	 * A new one for each run.
	 * @param maker gives a probe, or {@code null} if there can be none
	 * @param closer closes what is used up, away from the check
	 */
	static AmqpProbes eachNew(Supplier<@Nullable AmqpProbe> maker, Executor closer) {
		return new AmqpProbes() {

			@Override
			public @Nullable AmqpProbe get() {
				return maker.get();
			}

			@Override
			public void giveBack(AmqpProbe probe, boolean worked) {
				closer.execute(probe::close);
			}

		};
	}

}
