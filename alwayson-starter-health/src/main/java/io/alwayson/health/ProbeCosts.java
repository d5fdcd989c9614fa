package io.alwayson.health;

import java.util.Objects;

import io.alwayson.workload.HealthPolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the runs of one check cost, as far as the check can tell. Confined to the
 * timeline.
 */
final class ProbeCosts {

	private static final Logger logger = LoggerFactory.getLogger(ProbeCosts.class);

	private final String component;

	private final HealthCheck check;

	private final HealthPolicy policy;

	private long spared;

	private ProbeCost run = ProbeCost.NONE;

	private ProbeCost runAtMost = ProbeCost.NONE;

	private ProbeLedger ledger;

	ProbeCosts(String component, HealthCheck check, HealthPolicy policy) {
		this.component = component;
		this.check = check;
		this.policy = policy;
		this.ledger = ledgerNow();
		ran();
	}

	ProbeLedger ledger() {
		return this.ledger;
	}

	/** A check may learn from a run what it costs. */
	void ran() {
		try {
			this.run = Objects.requireNonNull(this.check.cost());
			this.runAtMost = Objects.requireNonNull(this.check.costAtMost());
		}
		catch (Throwable ex) {
			// Not ours, and no reason to stop checking: the last known cost stays.
			logger.debug("The cost of the check of {} is not known", this.component, ex);
		}
		this.ledger = ledgerNow();
	}

	/** A run was not needed. */
	void spared() {
		this.spared++;
		this.ledger = ledgerNow();
	}

	private ProbeLedger ledgerNow() {
		return ProbeLedger.of(this.run, this.runAtMost, this.policy, this.spared);
	}

}
