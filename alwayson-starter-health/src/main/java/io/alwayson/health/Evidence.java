package io.alwayson.health;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * What is known about one component, or about a flow by its own signal, at one moment.
 *
 * @param state the state after thresholds and age
 * @param evicts whether an unhealthy state may move traffic, as far as the scope lets it
 * @param reason code, or {@code null}
 * @param since when the trouble began, or {@code null}
 */
record Evidence(HealthState state, boolean evicts, @Nullable String reason, @Nullable Instant since) {

	static final Evidence HEALTHY = new Evidence(HealthState.HEALTHY, true, null, null);

	static final Evidence UNKNOWN = new Evidence(HealthState.UNKNOWN, true, null, null);

	/** The worse of both, else this one; a known trouble rather than an unknown one. */
	Evidence or(Evidence other) {
		int worse = other.state.severity() - this.state.severity();
		return (worse > 0 || (worse == 0 && this.state == HealthState.UNKNOWN)) ? other : this;
	}

}
