package io.alwayson.workload;

import java.time.Duration;
import java.util.List;

/**
 * Health settings of the whole stamp.
 *
 * @param firstRound bound of the first round of checks, after which readiness opens;
 * default 15s
 * @param drainDelay time between the flip of readiness and the stop of the server;
 * default 15s where Kubernetes is detected, else zero
 * @param refuseWhileDraining whether the verdict refuses traffic while this process
 * drains; default false: the stamp has other pods
 * @param readiness names of local must-haves that readiness waits for; default none
 * @param killSwitch how operators take the stamp out of rotation; default not at all
 */
public record HealthSettings(Duration firstRound, Duration drainDelay, boolean refuseWhileDraining,
		List<String> readiness, KillSwitchSettings killSwitch) {

	/** Copies the list. */
	public HealthSettings {
		readiness = List.copyOf(readiness);
	}

}
