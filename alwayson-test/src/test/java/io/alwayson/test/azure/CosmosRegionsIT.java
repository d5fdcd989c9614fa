package io.alwayson.test.azure;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import com.azure.cosmos.CosmosClient;
import com.azure.cosmos.CosmosClientBuilder;
import com.azure.cosmos.CosmosContainer;
import com.azure.cosmos.CosmosEndToEndOperationLatencyPolicyConfigBuilder;
import com.azure.cosmos.CosmosException;
import com.azure.cosmos.ThresholdBasedAvailabilityStrategy;
import com.azure.cosmos.models.CosmosChangeFeedRequestOptions;
import com.azure.cosmos.models.CosmosItemRequestOptions;
import com.azure.cosmos.models.CosmosItemResponse;
import com.azure.cosmos.models.FeedRange;
import com.azure.cosmos.models.FeedResponse;
import com.azure.cosmos.models.PartitionKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Azure's own client against the Cosmos DB emulator, as an account with two regions.
 */
@Timeout(120)
class CosmosRegionsIT {

	@RegisterExtension
	static final CosmosEmulator cosmos = CosmosEmulator.shared();

	private static final String HERE = "West Europe";

	private static final String THERE = "North Europe";

	private final String database = "test-" + UUID.randomUUID();

	private CosmosRegions account;

	@BeforeEach
	void start() {
		this.account = CosmosRegions.of(cosmos, THERE, HERE);
		try (CosmosClient client = builder(this.account).buildClient()) {
			client.createDatabase(this.database);
			client.getDatabase(this.database).createContainer("items", "/id");
			container(client).upsertItem(Map.of("id", "one"));
		}
		this.account.region(HERE).resetCounts();
		this.account.region(THERE).resetCounts();
	}

	@AfterEach
	void stop() {
		this.account.close();
	}

	@Test
	void aReadIsAnsweredByTheRegionThatIsPreferredAndAWriteByTheFirst() {
		try (CosmosClient client = builder(this.account).preferredRegions(List.of(HERE, THERE)).buildClient()) {
			assertThat(regionOf(read(client))).isEqualTo("west europe");
			assertThat(this.account.region(HERE).requests()).isPositive();
			assertThat(regionOf(container(client).upsertItem(Map.of("id", "one")))).isEqualTo("north europe");
		}
	}

	@Test
	void anAccountWithMultipleWritesIsWrittenToWhereItIsPreferred() {
		try (CosmosRegions multiple = CosmosRegions.withMultipleWrites(cosmos, THERE, HERE);
				CosmosClient client = builder(multiple).preferredRegions(List.of(HERE, THERE)).buildClient()) {
			assertThat(regionOf(container(client).upsertItem(Map.of("id", "one")))).isEqualTo("west europe");
		}
	}

	@Test
	void aRegionThatAnswers503IsReplacedByTheOther() {
		try (CosmosClient client = builder(this.account).preferredRegions(List.of(HERE, THERE)).buildClient()) {
			read(client);
			this.account.region(HERE).respond(503);
			assertThat(read(client).getDiagnostics().getContactedRegionNames()).contains("north europe");
			assertThatExceptionOfType(CosmosException.class)
				.isThrownBy(() -> container(client).readItem("one", new PartitionKey("one"),
						new CosmosItemRequestOptions().setExcludedRegions(List.of(THERE)), Map.class))
				.matches((ex) -> ex.getStatusCode() == 503);
			this.account.region(HERE).heal();
			assertThat(regionOf(read(client))).isEqualTo("west europe");
		}
	}

	@Test
	void aRegionThatHangsIsHedged() {
		try (CosmosClient client = builder(this.account).preferredRegions(List.of(HERE, THERE))
			.endToEndOperationLatencyPolicyConfig(
					new CosmosEndToEndOperationLatencyPolicyConfigBuilder(Duration.ofSeconds(10))
						.availabilityStrategy(
								new ThresholdBasedAvailabilityStrategy(Duration.ofMillis(200), Duration.ofMillis(100)))
						.build())
			.buildClient()) {
			read(client);
			this.account.region(HERE).hang();
			CosmosItemResponse<?> hedged = read(client);
			assertThat(hedged.getDiagnostics().getDiagnosticsContext().getContactedRegionNames())
				.contains("north europe");
		}
	}

	@Test
	void theEndOfTheChangeFeedIsEmptyAndIsOneRequest() {
		try (CosmosClient client = builder(this.account).preferredRegions(List.of(HERE, THERE)).buildClient()) {
			FeedRange range = container(client).getFeedRanges().get(0);
			container(client)
				.queryChangeFeed(CosmosChangeFeedRequestOptions.createForProcessingFromNow(range), Map.class)
				.iterableByPage()
				.iterator()
				.next();
			this.account.region(HERE).resetCounts();
			FeedResponse<?> end = container(client)
				.queryChangeFeed(CosmosChangeFeedRequestOptions.createForProcessingFromNow(range), Map.class)
				.iterableByPage()
				.iterator()
				.next();
			assertThat(end.getResults()).isEmpty();
			assertThat(end.getRequestCharge()).isEqualTo(1);
			assertThat(end.getCosmosDiagnostics().getContactedRegionNames()).isEqualTo(Set.of("west europe"));
			assertThat(this.account.region(HERE).requests()).isEqualTo(1);
		}
	}

	@Test
	void whatIsMissingIsNotFound() {
		try (CosmosClient client = builder(this.account).buildClient()) {
			assertThatExceptionOfType(CosmosException.class)
				.isThrownBy(() -> client.getDatabase(this.database).getContainer("no-such").getFeedRanges())
				.matches((ex) -> ex.getStatusCode() == 404);
			assertThatExceptionOfType(CosmosException.class)
				.isThrownBy(() -> client.getDatabase("no-such").getContainer("items").getFeedRanges())
				.matches((ex) -> ex.getStatusCode() == 404);
		}
	}

	@Test
	void anAccountNamesItsRegions() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.account.region("Mars"))
			.withMessage("No region Mars: there are [North Europe, West Europe]");
		assertThat(this.account.connectionString()).startsWith("AccountEndpoint=http://localhost:")
			.endsWith(";AccountKey=" + cosmos.key() + ";");
	}

	private CosmosItemResponse<?> read(CosmosClient client) {
		return container(client).readItem("one", new PartitionKey("one"), Map.class);
	}

	private CosmosContainer container(CosmosClient client) {
		return client.getDatabase(this.database).getContainer("items");
	}

	private static CosmosClientBuilder builder(CosmosRegions account) {
		return new CosmosClientBuilder().endpoint(account.endpoint().toString()).key(cosmos.key()).gatewayMode();
	}

	private static String regionOf(CosmosItemResponse<?> response) {
		return String.join(",", response.getDiagnostics().getContactedRegionNames());
	}

}
