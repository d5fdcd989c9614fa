package io.alwayson.health.actuate;

import io.alwayson.health.HealthCheck;
import io.alwayson.health.ProbeCost;

import org.springframework.boot.health.application.DiskSpaceHealthIndicator;
import org.springframework.boot.health.application.SslHealthIndicator;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.health.contributor.HealthContributors;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

/**
 * Asks one of Boot's contributors; a composite is up if all of its parts are.
 */
final class ContributorHealthCheck implements HealthCheck {

	private final HealthContributor contributor;

	ContributorHealthCheck(HealthContributor contributor) {
		this.contributor = contributor;
	}

	@Override
	public Answer check() {
		return ask(this.contributor);
	}

	/** One request for each part: what they really send is known to them only. */
	@Override
	public ProbeCost cost() {
		return costOf(this.contributor);
	}

	private static ProbeCost costOf(HealthContributor contributor) {
		if (contributor instanceof CompositeHealthContributor composite) {
			ProbeCost sum = ProbeCost.NONE;
			for (HealthContributors.Entry entry : composite) {
				sum = sum.plus(costOf(entry.contributor()));
			}
			return sum;
		}
		// These look at this process and its machine.
		boolean local = contributor instanceof DiskSpaceHealthIndicator || contributor instanceof SslHealthIndicator;
		return local ? ProbeCost.NONE : ProbeCost.requests(1);
	}

	private static Answer ask(HealthContributor contributor) {
		if (contributor instanceof HealthIndicator indicator) {
			return answerOf(indicator);
		}
		Answer worst = Answer.up();
		if (contributor instanceof CompositeHealthContributor composite) {
			for (HealthContributors.Entry entry : composite) {
				Answer part = ask(entry.contributor());
				worst = (part.status().compareTo(worst.status()) > 0) ? part : worst;
			}
		}
		return worst;
	}

	private static Answer answerOf(HealthIndicator indicator) {
		// Without details: they are not read, and may hold secrets.
		var health = indicator.health(false);
		Status status = (health != null) ? health.getStatus() : Status.UNKNOWN;
		if (Status.UP.equals(status)) {
			return Answer.up();
		}
		if (Status.DOWN.equals(status) || Status.OUT_OF_SERVICE.equals(status)) {
			return Answer.down(status.getCode());
		}
		// Codes of the application's own: nothing says which of them are failures.
		return Answer.inconclusive("UNKNOWN");
	}

}
