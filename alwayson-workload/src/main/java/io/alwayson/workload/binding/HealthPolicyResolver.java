package io.alwayson.workload.binding;

import java.time.Duration;

import io.alwayson.workload.HealthPolicy;
import org.jspecify.annotations.Nullable;

/**
 * From overrides to a {@link HealthPolicy}: the entry's own value, else
 * {@code alwayson.health.defaults}, else the table.
 */
final class HealthPolicyResolver {

	static final String DEFAULTS_KEY = "alwayson.health.defaults";

	private static final Duration INTERVAL = Duration.ofSeconds(10);

	private static final Duration RETRY_INTERVAL = Duration.ofSeconds(2);

	private static final Duration TIMEOUT = Duration.ofSeconds(3);

	private static final int FAILURE_THRESHOLD = 3;

	private static final int SUCCESS_THRESHOLD = 2;

	private final Violations violations;

	private final HealthOverrides defaults;

	HealthPolicyResolver(Violations violations, @Nullable HealthOverrides defaults) {
		this.violations = violations;
		this.defaults = (defaults != null) ? defaults : HealthOverrides.NONE;
		check(DEFAULTS_KEY, merge(HealthOverrides.NONE));
	}

	HealthPolicy resolve(String dependencyKey, @Nullable HealthOverrides overrides) {
		if (overrides == null) {
			return merge(HealthOverrides.NONE);
		}
		HealthPolicy policy = merge(overrides);
		check(dependencyKey + ".health", policy);
		return policy;
	}

	private HealthPolicy merge(HealthOverrides own) {
		Duration interval = Checks.first(own.interval(), Checks.first(this.defaults.interval(), INTERVAL));
		Duration retryInterval = Checks.first(own.retryInterval(),
				Checks.first(this.defaults.retryInterval(), shorter(RETRY_INTERVAL, interval)));
		Duration timeout = Checks.first(own.timeout(), Checks.first(this.defaults.timeout(), TIMEOUT));
		Duration degradedAbove = Checks.first(own.degradedAbove(),
				Checks.first(this.defaults.degradedAbove(), timeout.dividedBy(2)));
		int failureThreshold = Checks.first(own.failureThreshold(),
				Checks.first(this.defaults.failureThreshold(), FAILURE_THRESHOLD));
		int successThreshold = Checks.first(own.successThreshold(),
				Checks.first(this.defaults.successThreshold(), SUCCESS_THRESHOLD));
		Duration maxAge = Checks.first(own.maxAge(),
				Checks.first(this.defaults.maxAge(), interval.multipliedBy(3).plus(timeout)));
		return new HealthPolicy(interval, retryInterval, timeout, degradedAbove, failureThreshold, successThreshold,
				maxAge);
	}

	private void check(String key, HealthPolicy policy) {
		Checks checks = new Checks(this.violations, key);
		boolean intervalHolds = checks.positive("interval", policy.interval());
		if (intervalHolds && checks.positive("retry-interval", policy.retryInterval())) {
			checks.notLonger("retry-interval", policy.retryInterval(), "interval", policy.interval());
		}
		boolean timeoutHolds = checks.positive("timeout", policy.timeout());
		if (timeoutHolds && checks.positive("degraded-above", policy.degradedAbove())) {
			checks.notLonger("degraded-above", policy.degradedAbove(), "timeout", policy.timeout());
		}
		checks.atLeast("failure-threshold", policy.failureThreshold(), 1);
		checks.atLeast("success-threshold", policy.successThreshold(), 1);
		if (intervalHolds && timeoutHolds) {
			checkMaxAge(checks, policy);
		}
	}

	private static void checkMaxAge(Checks checks, HealthPolicy policy) {
		Duration youngest = policy.interval().plus(policy.timeout());
		if (policy.maxAge().compareTo(youngest) < 0) {
			checks.add("max-age", policy.maxAge(),
					"is shorter than interval " + DurationText.of(policy.interval()) + " + timeout "
							+ DurationText.of(policy.timeout()) + ": a good result would be stale before the next",
					"Use at least " + DurationText.of(youngest));
		}
	}

	private static Duration shorter(Duration one, Duration other) {
		return (one.compareTo(other) <= 0) ? one : other;
	}

}
