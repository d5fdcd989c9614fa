package io.alwayson.workload.binding;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.context.properties.bind.Name;

/**
 * Keys under {@code alwayson.health}.
 *
 * @param enabled whether the health starter does anything
 * @param firstRound bound of the first round of checks
 * @param defaults how a dependency is checked unless it says otherwise
 * @param drain what happens between SIGTERM and the stop of the server
 * @param readiness local must-haves that readiness waits for
 * @param killSwitch where operators take the stamp out of rotation
 */
public record HealthProperties(@Nullable Boolean enabled, @Nullable Duration firstRound,
		@NestedConfigurationProperty @Nullable HealthOverrides defaults, @Nullable Drain drain,
		@Nullable List<String> readiness, @Name("switch") @Nullable Switch killSwitch) {

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

	/**
	 * Keys under {@code alwayson.health.switch}.
	 *
	 * @param file absolute path of the file that is the switch
	 * @param endpoint address of the storage account, if a blob is the switch; in the
	 * environment local also its connection string
	 * @param container container of that blob
	 * @param blob name of that blob
	 * @param interval time between two reads
	 * @param timeout limit of one read or write
	 */
	public record Switch(@Nullable String file, @Nullable String endpoint, @Nullable String container,
			@Nullable String blob, @Nullable Duration interval, @Nullable Duration timeout) {
	}

}
