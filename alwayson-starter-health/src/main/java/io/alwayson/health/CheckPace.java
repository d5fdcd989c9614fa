package io.alwayson.health;

import java.time.Duration;
import java.util.function.DoubleSupplier;

import io.alwayson.workload.HealthPolicy;

/**
 * How long a check pauses. Confined to the timeline.
 */
final class CheckPace {

	/** Jitter only shortens: a result must not grow stale because of it. */
	static final double JITTER = 0.1;

	private final HealthPolicy policy;

	private final DoubleSupplier random;

	private boolean phased;

	CheckPace(HealthPolicy policy, DoubleSupplier random) {
		this.policy = policy;
		this.random = random;
	}

	Duration pause(CheckResult.Status last, HealthState state) {
		if (last == CheckResult.Status.DOWN || state == HealthState.UNHEALTHY) {
			return jittered(this.policy.retryInterval());
		}
		if (!this.phased) {
			// The first round ran all checks at once: from here on they spread.
			this.phased = true;
			return scaled(this.policy.interval(), this.random.getAsDouble());
		}
		return jittered(this.policy.interval());
	}

	private Duration jittered(Duration duration) {
		return scaled(duration, 1 - JITTER * this.random.getAsDouble());
	}

	private static Duration scaled(Duration duration, double factor) {
		return Duration.ofNanos((long) (duration.toNanos() * factor));
	}

}
