package io.alwayson.health;

import java.time.Duration;

import io.alwayson.workload.HealthPolicy;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link ProbeLedger} and {@link ProbeCost}.
 */
class ProbeLedgerTests {

	private static final HealthPolicy DEFAULTS = policy(Duration.ofSeconds(10), Duration.ofSeconds(2));

	@Test
	void aMonthIsThirtyDaysOfIntervals() {
		assertThat(ProbeLedger.of(ProbeCost.requests(1), DEFAULTS, 0).month()).isEqualTo(ProbeCost.requests(259_200));
		assertThat(ProbeLedger.of(ProbeCost.requests(1).withRequestUnits(1.05), DEFAULTS, 0).month())
			.isEqualTo(new ProbeCost(259_200, 272_160));
	}

	@Test
	void theBoundIsADependencyThatIsDownAllMonth() {
		assertThat(ProbeLedger.of(ProbeCost.requests(1), DEFAULTS, 0).monthAtMost())
			.isEqualTo(ProbeCost.requests(1_440_000));
		HealthPolicy patient = policy(Duration.ofSeconds(10), Duration.ofSeconds(60));
		assertThat(ProbeLedger.of(ProbeCost.requests(1), patient, 0).monthAtMost())
			.isEqualTo(ProbeCost.requests(288_000));
	}

	@Test
	void theBoundIsOfTheDearestRuns() {
		ProbeLedger ledger = ProbeLedger.of(ProbeCost.requests(1), ProbeCost.requests(2), DEFAULTS, 0);
		assertThat(ledger.month()).isEqualTo(ProbeCost.requests(259_200));
		assertThat(ledger.monthAtMost()).isEqualTo(ProbeCost.requests(2_880_000));
	}

	@Test
	void whatAsksNobodyCostsNothing() {
		assertThat(ProbeLedger.of(ProbeCost.NONE, DEFAULTS, 0).monthAtMost()).isEqualTo(ProbeCost.NONE);
	}

	@Test
	void aCostIsNotNegative() {
		assertThatIllegalArgumentException().isThrownBy(() -> ProbeCost.requests(-1));
		assertThatIllegalArgumentException().isThrownBy(() -> ProbeCost.NONE.withRequestUnits(Double.NaN));
	}

	private static HealthPolicy policy(Duration interval, Duration retryInterval) {
		return new HealthPolicy(interval, retryInterval, Duration.ofSeconds(3), Duration.ofMillis(1500), 3, 2,
				Duration.ofSeconds(33));
	}

}
