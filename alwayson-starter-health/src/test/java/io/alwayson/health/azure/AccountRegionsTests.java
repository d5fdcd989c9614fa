package io.alwayson.health.azure;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

import io.alwayson.workload.FailureScope;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link AccountRegions}.
 */
class AccountRegionsTests {

	private static final AccountRegions TWO = new AccountRegions(List.of("North Europe", "West Europe"),
			List.of("North Europe"));

	@Test
	void withAReplicaHereAndAnotherOneTheScopeIsRegionalAndTheCheckIsPinnedHere() {
		assertThat(TWO.scopeFor("westeurope")).isEqualTo(FailureScope.REGIONAL);
		assertThat(TWO.pinnedFor("westeurope")).isEqualTo("West Europe");
		assertThat(TWO.othersThan("West Europe")).containsExactly("North Europe");
	}

	@Test
	void withoutAReplicaHereTheScopeIsGlobalAndTheCheckIsPinnedToTheWriteRegion() {
		assertThat(TWO.scopeFor("eastus")).isEqualTo(FailureScope.GLOBAL);
		assertThat(TWO.pinnedFor("eastus")).isEqualTo("North Europe");
	}

	@Test
	void withoutAnotherReplicaTheScopeIsGlobal() {
		AccountRegions one = new AccountRegions(List.of("West Europe"), List.of("West Europe"));
		assertThat(one.scopeFor("westeurope")).isEqualTo(FailureScope.GLOBAL);
		assertThat(one.pinnedFor("westeurope")).isEqualTo("West Europe");
		assertThat(one.othersThan("West Europe")).isEmpty();
	}

	@Test
	void ofNothingNothingFollows() {
		assertThat(AccountRegions.UNKNOWN.scopeFor("westeurope")).isNull();
		assertThat(AccountRegions.UNKNOWN.pinnedFor("westeurope")).isNull();
	}

	@Test
	void writesArePinnedOnlyWhereThereAreSeveralWriteRegions() {
		assertThat(TWO.writeRegionOf("North Europe")).isNull();
		AccountRegions multiple = new AccountRegions(TWO.readable(), TWO.readable());
		assertThat(multiple.writeRegionOf("West Europe")).isEqualTo("West Europe");
		assertThat(multiple.writeRegionOf(null)).isNull();
	}

	@Test
	void theyAreReadFromTheAccountsDescription() throws Exception {
		assertThat(CosmosAccount
			.parse("""
					{"id": "contoso", "writableLocations": [{"name": "North Europe", "databaseAccountEndpoint": "https://a/"}],
					 "readableLocations": [{"name": "North Europe"}, {"name": "West Europe"}, {}], "other": [1]}"""
				.getBytes(StandardCharsets.UTF_8)))
			.isEqualTo(TWO);
		assertThat(CosmosAccount.parse("{}".getBytes(StandardCharsets.UTF_8))).isEqualTo(AccountRegions.UNKNOWN);
	}

	@Test
	void onlyThePinnedRegionAloneIsAnAnswer() {
		assertThat(CosmosHealthCheck.isBy(Set.of("west europe"), "West Europe")).isTrue();
		assertThat(CosmosHealthCheck.isBy(Set.of("north europe"), "West Europe")).isFalse();
		assertThat(CosmosHealthCheck.isBy(Set.of("north europe", "west europe"), "West Europe")).isFalse();
		assertThat(CosmosHealthCheck.isBy(Set.of(), "West Europe")).isFalse();
	}

}
