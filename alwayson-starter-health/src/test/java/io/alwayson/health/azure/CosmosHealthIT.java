package io.alwayson.health.azure;

import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import com.azure.cosmos.CosmosAsyncClient;
import com.azure.cosmos.CosmosClient;
import com.azure.cosmos.CosmosClientBuilder;
import com.azure.cosmos.CosmosContainer;
import com.azure.cosmos.CosmosEndToEndOperationLatencyPolicyConfigBuilder;
import com.azure.cosmos.ThresholdBasedAvailabilityStrategy;
import com.azure.cosmos.models.CosmosChangeFeedRequestOptions;
import com.azure.cosmos.models.CosmosItemResponse;
import com.azure.cosmos.models.FeedRange;
import com.azure.cosmos.models.PartitionKey;
import io.alwayson.health.CallSignals;
import io.alwayson.health.HealthState;
import io.alwayson.health.Routing;
import io.alwayson.health.autoconfigure.StampHealthAutoConfiguration;
import io.alwayson.health.autoconfigure.StampHealthAzureAutoConfiguration;
import io.alwayson.test.azure.CosmosEmulator;
import io.alwayson.test.azure.CosmosRegions;
import io.alwayson.workload.FailureScope;
import io.alwayson.workload.autoconfigure.WorkloadAutoConfiguration;
import io.alwayson.workload.context.CallOutcome;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

import static io.alwayson.health.azure.Verdicts.awaitNextResult;
import static io.alwayson.health.azure.Verdicts.awaitRouting;
import static io.alwayson.health.azure.Verdicts.awaitState;
import static io.alwayson.health.azure.Verdicts.check;
import static io.alwayson.health.azure.Verdicts.verdict;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The check of a Cosmos DB account with two regions, with Azure's client.
 */
@Timeout(180)
class CosmosHealthIT {

	@RegisterExtension
	static final CosmosEmulator cosmos = CosmosEmulator.shared();

	private static final String HERE = "West Europe";

	private static final String THERE = "North Europe";

	/** The emulator takes any. */
	private static final TokenCredential TOKEN = (request) -> Mono
		.just(new AccessToken("token", OffsetDateTime.now().plusHours(1)));

	private final String database = "test-" + UUID.randomUUID();

	private CosmosRegions account;

	@BeforeEach
	void start() {
		start(CosmosRegions.of(cosmos, THERE, HERE));
		try (CosmosClient client = builder().buildClient()) {
			client.createDatabase(this.database);
			client.getDatabase(this.database).createContainer("items", "/id");
			items(client).upsertItem(Map.of("id", "one"));
		}
	}

	private void start(CosmosRegions account) {
		stop();
		this.account = account;
	}

	@AfterEach
	void stop() {
		if (this.account != null) {
			this.account.close();
		}
	}

	@Test
	@Execution(ExecutionMode.CONCURRENT)
	void theRegionOfTheStampIsAskedOneThingAndNoOther() {
		runner().withPropertyValues("alwayson.dependencies.catalog-db.health.interval=2s").run((context) -> {
			awaitState(context, "UP");
			this.account.region(HERE).resetCounts();
			this.account.region(THERE).resetCounts();
			awaitNextResult(context);
			awaitNextResult(context);
			assertThat(this.account.region(THERE).requests()).isZero();
			assertThat(check(context).cost().run().requests()).isEqualTo(1);
			assertThat(check(context).cost().run().requestUnits()).isEqualTo(1);
			assertThat(this.account.region(HERE).requests()).isBetween(2L, 3L);
			assertThat(scope(context)).isEqualTo(FailureScope.REGIONAL);
		});
	}

	@Test
	@Execution(ExecutionMode.CONCURRENT)
	void aDeadPinnedRegionIsDownThoughTheSdkCouldFailOver() {
		runner("dead-db").run((context) -> {
			awaitState(context, "UP");
			this.account.region(HERE).respond(503);
			awaitState(context, "DOWN HTTP_503");
			awaitRouting(context, Routing.REFUSE);
			this.account.region(HERE).heal();
			awaitState(context, "UP");
			this.account.region(HERE).hang();
			awaitState(context, "DOWN TIMEOUT");
			this.account.region(HERE).heal();
			awaitState(context, "UP");
			this.account.region(HERE).refuse();
			awaitState(context, "DOWN TIMEOUT");
			assertThat(Thread.getAllStackTraces().keySet())
				.filteredOn((thread) -> thread.getName().startsWith("alwayson-health-check-dead-db"))
				.hasSizeLessThanOrEqualTo(2);
			this.account.region(HERE).heal();
			awaitState(context, "UP");
			this.account.region(HERE).respond(429);
			awaitState(context, "SLOW HTTP_429");
			awaitRouting(context, Routing.ACCEPT);
		});
	}

	@Test
	@Execution(ExecutionMode.CONCURRENT)
	void otherRegionsMayDieAndAreNotMissed() {
		this.account.region(THERE).hang();
		runner().run((context) -> awaitState(context, "UP"));
	}

	@Test
	@Execution(ExecutionMode.CONCURRENT)
	void aClientThatFailsOverForTheApplicationDoesNotForTheCheck() {
		runner()
			.withBean("catalog-db", CosmosClient.class,
					() -> builder().preferredRegions(List.of(HERE, THERE)).buildClient())
			.run((context) -> {
				awaitState(context, "UP");
				this.account.region(HERE).respond(503);
				awaitState(context, "DOWN HTTP_503");
				CosmosItemResponse<?> response = items(context.getBean(CosmosClient.class)).readItem("one",
						new PartitionKey("one"), Map.class);
				assertThat(response.getStatusCode()).isEqualTo(200);
				assertThat(response.getDiagnostics().getContactedRegionNames()).contains("north europe");
				awaitRouting(context, Routing.REFUSE);
			});
	}

	@Test
	@Execution(ExecutionMode.CONCURRENT)
	void aHedgedSuccessNeverKeepsADeadPinnedRegionUp() {
		CosmosAsyncClient hedging = builder().preferredRegions(List.of(HERE, THERE))
			.endToEndOperationLatencyPolicyConfig(
					new CosmosEndToEndOperationLatencyPolicyConfigBuilder(Duration.ofSeconds(10))
						.availabilityStrategy(
								new ThresholdBasedAvailabilityStrategy(Duration.ofMillis(100), Duration.ofMillis(100)))
						.build())
			.buildAsyncClient();
		runner().withBean("catalog-db", CosmosAsyncClient.class, () -> hedging).run((context) -> {
			CallSignals signals = context.getBean(CallSignals.class);
			awaitState(context, "UP");
			AtomicReference<String> answered = new AtomicReference<>("");
			this.account.region(HERE).hang();
			Awaitility.await().atMost(Duration.ofSeconds(40)).pollInterval(Duration.ofMillis(50)).until(() -> {
				CosmosItemResponse<?> response = hedging.getDatabase(this.database)
					.getContainer("items")
					.readItem("one", new PartitionKey("one"), Map.class)
					.block();
				assertThat(response.getStatusCode()).isEqualTo(200);
				boolean hedge = response.getDiagnostics()
					.getDiagnosticsContext()
					.getContactedRegionNames()
					.contains("north europe");
				answered.set(hedge ? "hedge" : "first");
				signals.onCallOutcome(new CallOutcome("catalog-db", CallOutcome.Operation.READ,
						hedge ? "north europe" : "west europe", CallOutcome.Result.SUCCESS, Duration.ofMillis(5), 1,
						"alwayson", hedge, false));
				return verdict(context).routing() == Routing.REFUSE;
			});
			assertThat(answered).hasValue("hedge");
			assertThat(verdict(context).status()).isEqualTo(HealthState.UNHEALTHY);
			this.account.region(HERE).heal();
			awaitRouting(context, Routing.ACCEPT);
		});
	}

	@Test
	@Execution(ExecutionMode.CONCURRENT)
	void readsThatTheRegionHasAnsweredSpareTheCheck() {
		runner().withPropertyValues("alwayson.dependencies.catalog-db.health.interval=4s").run((context) -> {
			awaitState(context, "UP");
			CallSignals signals = context.getBean(CallSignals.class);
			Awaitility.await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(20)).until(() -> {
				signals.onCallOutcome(new CallOutcome("catalog-db", CallOutcome.Operation.READ, "west europe",
						CallOutcome.Result.SUCCESS, Duration.ofMillis(5)));
				return check(context).cost().spared() > 0;
			});
		});
	}

	@Test
	@Execution(ExecutionMode.CONCURRENT)
	void aSynchronousClientIsUsedAsWell() {
		runner()
			.withPropertyValues("alwayson.dependencies.catalog-db.client=bean:mine",
					"alwayson.dependencies.catalog-db.write-probe=true")
			.withBean("mine", CosmosClient.class, () -> builder().buildClient())
			.run((context) -> {
				awaitState(context, "UP");
				assertThat(scope(context)).isEqualTo(FailureScope.REGIONAL);
			});
	}

	@Test
	@Execution(ExecutionMode.CONCURRENT)
	void aClientThatAsksAnotherRegionProvesNothing() {
		// Without discovery all goes to the account's address, which is the write
		// region's.
		runner()
			.withBean("catalog-db", CosmosClient.class, () -> builder().endpointDiscoveryEnabled(false).buildClient())
			.run((context) -> awaitState(context, "DOWN OTHER_REGION"));
	}

	@Test
	@Execution(ExecutionMode.CONCURRENT)
	void withoutKnownRegionsOnlyTheStampsOwnIsTaken() {
		runner().withBean("catalog-db", CosmosClient.class, () -> builder().buildClient())
			.withPropertyValues("alwayson.dependencies.catalog-db.endpoint=http://localhost:9")
			.run((context) -> {
				awaitState(context, "INCONCLUSIVE REGIONS_UNKNOWN");
				assertThat(scope(context)).isEqualTo(FailureScope.GLOBAL);
			});
	}

	@Test
	@Execution(ExecutionMode.CONCURRENT)
	void anEmulatorIsReachedByItsConnectionString() {
		runner()
			.withPropertyValues("alwayson.dependencies.catalog-db.endpoint=" + this.account.connectionString(),
					"alwayson.stamp.region=local")
			.run((context) -> awaitState(context, "UP"));
	}

	@Test
	@Execution(ExecutionMode.CONCURRENT)
	void aContainerOrADatabaseThatIsMissingIsNotFound() {
		runner().withPropertyValues("alwayson.dependencies.catalog-db.container=no-such")
			.run((context) -> awaitState(context, "DOWN NOT_FOUND"));
		runner().withPropertyValues("alwayson.dependencies.catalog-db.database=no-such")
			.run((context) -> awaitState(context, "DOWN NOT_FOUND"));
	}

	@Test
	@Execution(ExecutionMode.CONCURRENT)
	void aContainerThatIsDeletedIsNotFoundAndFoundAgain() {
		runner().run((context) -> {
			awaitState(context, "UP");
			try (CosmosClient client = builder().buildClient()) {
				items(client).delete();
				awaitState(context, "DOWN NOT_FOUND");
				client.getDatabase(this.database).createContainer("items", "/id");
				awaitState(context, "UP");
			}
		});
	}

	@Test
	@Execution(ExecutionMode.CONCURRENT)
	void aDatabaseWithoutADeclaredContainerIsAskedInOneOfThem() {
		declared("catalog-db").run((context) -> awaitState(context, "UP"));
	}

	@Test
	@Execution(ExecutionMode.CONCURRENT)
	void anAccountWithoutThisRegionIsCheckedWhereItIsWrittenAndNeverMovesTraffic() {
		runner().withPropertyValues("alwayson.stamp.region=eastus").run((context) -> {
			awaitState(context, "UP");
			assertThat(scope(context)).isEqualTo(FailureScope.GLOBAL);
			this.account.region(THERE).respond(503);
			awaitState(context, "DOWN HTTP_503");
			Awaitility.await().until(() -> verdict(context).status() == HealthState.UNHEALTHY);
			assertThat(verdict(context).routing()).isEqualTo(Routing.ACCEPT);
		});
	}

	@Test
	@Execution(ExecutionMode.CONCURRENT)
	void aWriteThatFailsWhereAllStampsWriteMovesNoTraffic() {
		runner().withPropertyValues("alwayson.dependencies.catalog-db.write-probe=true").run((context) -> {
			awaitState(context, "UP");
			assertThat(check(context).cost().run().requests()).isEqualTo(2);
			assertThat(check(context).cost().run().requestUnits()).isEqualTo(2);
			try (CosmosClient client = builder().buildClient()) {
				assertThat(items(client)
					.readItem("alwayson-health-local", new PartitionKey("alwayson-health-local"), Map.class)
					.getStatusCode()).isEqualTo(200);
			}
			this.account.region(THERE).respond(503);
			awaitState(context, "DOWN WRITE_HTTP_503");
			this.account.region(THERE).hang();
			awaitState(context, "DOWN WRITE_TIMEOUT");
			Awaitility.await().until(() -> verdict(context).status() == HealthState.UNHEALTHY);
			assertThat(verdict(context).routing()).isEqualTo(Routing.ACCEPT);
		});
	}

	@Test
	@Execution(ExecutionMode.CONCURRENT)
	void aWriteThatFailsInAWriteRegionOfItsOwnMovesTraffic() {
		start(CosmosRegions.withMultipleWrites(cosmos, THERE, HERE));
		runner().withPropertyValues("alwayson.dependencies.catalog-db.write-probe=true").run((context) -> {
			awaitState(context, "UP");
			this.account.region(THERE).hang();
			awaitNextResult(context);
			awaitNextResult(context);
			awaitState(context, "UP");
			this.account.region(HERE).respond(503);
			awaitRouting(context, Routing.REFUSE);
		});
	}

	@Test
	@Execution(ExecutionMode.CONCURRENT)
	void aTokenThatCannotBeHadMovesNothing() {
		AtomicReference<Mono<AccessToken>> tokens = new AtomicReference<>(
				Mono.error(new IllegalStateException("Entra ID is gone")));
		TokenCredential entra = (request) -> tokens.get();
		runner().withPropertyValues("alwayson.dependencies.catalog-db.failure-scope=regional")
			.withBean("entra", TokenCredential.class, () -> entra, (definition) -> definition.setPrimary(true))
			.run((context) -> {
				awaitState(context, "DOWN NO_TOKEN");
				assertThat(check(context).result().evicts()).isFalse();
				tokens.set(TOKEN.getToken(new TokenRequestContext()));
				awaitState(context, "UP");
			});
	}

	@Test
	@Execution(ExecutionMode.CONCURRENT)
	void aTokenThatCannotBeRenewedMovesNothing() {
		AtomicReference<Mono<AccessToken>> tokens = new AtomicReference<>(
				Mono.fromSupplier(() -> new AccessToken("token", OffsetDateTime.now().plusSeconds(6))));
		TokenCredential entra = (request) -> tokens.get();
		runner().withPropertyValues("alwayson.dependencies.catalog-db.failure-scope=regional")
			.withBean("entra", TokenCredential.class, () -> entra, (definition) -> definition.setPrimary(true))
			.run((context) -> {
				awaitState(context, "UP");
				tokens.set(Mono.error(new IllegalStateException("Entra ID is gone")));
				Awaitility.await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(20)).until(() -> {
					assertThat(verdict(context).routing()).isEqualTo(Routing.ACCEPT);
					return verdict(context).status() == HealthState.UNHEALTHY;
				});
				awaitState(context, "DOWN NO_TOKEN");
				assertThat(check(context).result().evicts()).isFalse();
			});
	}

	@Test
	@Execution(ExecutionMode.CONCURRENT)
	void withoutAWriteProbeNothingIsWritten() {
		runner().run((context) -> {
			awaitState(context, "UP");
			try (CosmosClient client = builder().buildClient()) {
				assertThat(
						items(client)
							.queryChangeFeed(CosmosChangeFeedRequestOptions
								.createForProcessingFromBeginning(FeedRange.forFullRange()), Map.class)
							.stream())
					.extracting((item) -> item.get("id"))
					.isEqualTo(List.of("one"));
			}
		});
	}

	private CosmosClientBuilder builder() {
		return new CosmosClientBuilder().endpoint(this.account.endpoint().toString()).key(cosmos.key()).gatewayMode();
	}

	private CosmosContainer items(CosmosClient client) {
		return client.getDatabase(this.database).getContainer("items");
	}

	private ApplicationContextRunner runner() {
		return runner("catalog-db");
	}

	private ApplicationContextRunner runner(String dependency) {
		return declared(dependency).withPropertyValues("alwayson.dependencies." + dependency + ".container=items");
	}

	private ApplicationContextRunner declared(String dependency) {
		String key = "alwayson.dependencies." + dependency;
		return new ApplicationContextRunner().withBean(TokenCredential.class, () -> TOKEN)
			.withConfiguration(AutoConfigurations.of(WorkloadAutoConfiguration.class,
					StampHealthAutoConfiguration.class, StampHealthAzureAutoConfiguration.class))
			.withPropertyValues("alwayson.stamp.region=westeurope", key + ".type=cosmos",
					key + ".endpoint=" + this.account.endpoint(), key + ".database=" + this.database,
					key + ".health.interval=300ms", key + ".health.retry-interval=300ms", key + ".health.timeout=2s",
					"alwayson.flows.list-items.uses=" + dependency);
	}

	private static FailureScope scope(ApplicationContext context) {
		return verdict(context).graph()
			.stream()
			.filter((node) -> node.name().equals("catalog-db"))
			.findFirst()
			.orElseThrow()
			.scope();
	}

}
