package io.alwayson.health;

import java.time.Duration;

import io.alwayson.workload.HealthPolicy;

/**
 * What one pod's probes of one dependency cost in a month of 30 days.
 *
 * @param run one run, while the dependency is up
 * @param month while the dependency is up: {@code 30 d / interval} runs
 * @param monthAtMost a bound, whatever happens: {@code 30 d / (0.9 x the shorter of
 * interval and retry-interval)} of the dearest runs. The lane shortens each pause by up
 * to a tenth, and repeats at retry-interval while the dependency is down
 * @param spared runs since the start that calls of the application have spared: they are
 * part of {@code month} and were not paid for
 */
public record ProbeLedger(ProbeCost run, ProbeCost month, ProbeCost monthAtMost, long spared) {

	private static final Duration MONTH = Duration.ofDays(30);

	/** The ledger of checks whose runs all cost the same. */
	public static ProbeLedger of(ProbeCost run, HealthPolicy policy, long spared) {
		return of(run, run, policy, spared);
	}

	/**
	 * The ledger of checks that are run by the given policy, so many runs spared.
	 * @param run one run
	 * @param runAtMost one run that costs as much as any can
	 */
	static ProbeLedger of(ProbeCost run, ProbeCost runAtMost, HealthPolicy policy, long spared) {
		Duration shorter = (policy.retryInterval().compareTo(policy.interval()) < 0) ? policy.retryInterval()
				: policy.interval();
		return new ProbeLedger(run, run.times(runs(policy.interval(), 1)),
				runAtMost.times(runs(shorter, 1 - CheckPace.JITTER)), spared);
	}

	private static double runs(Duration pause, double factor) {
		return MONTH.toNanos() / (pause.toNanos() * factor);
	}

}
