package io.alwayson.benchmarks.campaign;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The smallest campaign, so that it does not rot.
 */
@Timeout(120)
class CampaignIT {

	@Test
	void dependencyThatHangsLeavesCallsToTheOtherAlone() throws Exception {
		assertThat(Campaign.holds(Fault.HANG.name(), Service.Kind.ALWAYSON.name())).isTrue();
	}

}
