package io.alwayson.workload.binding;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.NestedConfigurationProperty;

/**
 * Keys under {@code alwayson.health}.
 *
 * @param enabled whether the health starter does anything
 * @param firstRound bound of the first round of checks
 * @param defaults how a dependency is checked unless it says otherwise
 * @param drain what happens between SIGTERM and the stop of the server
 * @param readiness local must-haves that readiness waits for
 */
public record HealthProperties(@Nullable Boolean enabled, @Nullable Duration firstRound,
		@NestedConfigurationProperty @Nullable HealthOverrides defaults, @Nullable Drain drain,
		@Nullable List<String> readiness) {

	/**
	 * Keys under {@code alwayson.health.drain}.
	 *
	 * @param delay time between the flip of readiness and the stop of the server; default
	 * 15s on Kubernetes, else 0
	 * @param stamp whether the verdict is kept or refuses traffic meanwhile
	 */
	public record Drain(@Nullable Duration delay, @Nullable Verdict stamp) {

		/** What the stamp's verdict does while this process drains. */
		public enum Verdict {

			/** It stays what it was. */
			KEEP,

			/** It refuses traffic. */
			REFUSE

		}

	}

}
