package io.alwayson.health.actuate;

import io.alwayson.health.HealthCheck;

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
