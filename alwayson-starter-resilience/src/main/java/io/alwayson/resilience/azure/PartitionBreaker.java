package io.alwayson.resilience.azure;

import java.util.function.Supplier;

/**
 * The SDK's circuit breaker for partitions: a partition that fails in one region is read
 * in another one. A client is made with it or without, and what says so is a system
 * property: ours is there while ours is made, and one of the application's stays.
 */
final class PartitionBreaker {

	static final String PROPERTY = "COSMOS.PARTITION_LEVEL_CIRCUIT_BREAKER_CONFIG";

	private static final String ON = "{\"isPartitionLevelCircuitBreakerEnabled\": true}";

	private PartitionBreaker() {
	}

	/** Makes something while it is on. */
	static <T> T on(Supplier<T> making) {
		synchronized (PartitionBreaker.class) {
			boolean said = System.getProperty(PROPERTY) != null || System.getenv(PROPERTY) != null;
			if (said) {
				return making.get();
			}
			System.setProperty(PROPERTY, ON);
			try {
				return making.get();
			}
			finally {
				System.clearProperty(PROPERTY);
			}
		}
	}

}
