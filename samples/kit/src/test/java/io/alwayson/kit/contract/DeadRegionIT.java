package io.alwayson.kit.contract;

import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.cosmos.CosmosClient;
import com.azure.cosmos.CosmosClientBuilder;
import com.azure.cosmos.CosmosContainer;
import com.azure.cosmos.models.PartitionKey;
import io.alwayson.health.HealthState;
import io.alwayson.health.PublishedHealth;
import io.alwayson.health.StampHealth;
import io.alwayson.test.azure.CosmosEmulator;
import io.alwayson.test.azure.CosmosRegions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.publisher.Mono;

import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A region of a Cosmos DB account dies. The SDK reads elsewhere, and health says what it
 * hides: each of the two starters does what it is for, with nothing but the declaration.
 */
@Timeout(120)
class DeadRegionIT {

	private static final String HERE = "West Europe";

	@RegisterExtension
	static final CosmosEmulator cosmos = CosmosEmulator.shared();

	private final String database = "test-" + UUID.randomUUID();

	private final AtomicInteger reads = new AtomicInteger();

	private final List<Throwable> failures = new CopyOnWriteArrayList<>();

	@Test
	void readsGoOnAndThePinnedCheckSaysThatTheRegionIsDead() throws Exception {
		try (CosmosRegions account = CosmosRegions.of(cosmos, "North Europe", HERE)) {
			fill(account);
			try (ConfigurableApplicationContext context = start(account)) {
				CosmosContainer items = context.getBean("catalog", CosmosContainer.class);
				awaitCheck(context, HealthState.HEALTHY);
				ScheduledExecutorService reader = Executors.newSingleThreadScheduledExecutor();
				reader.scheduleAtFixedRate(() -> read(items), 0, 20, TimeUnit.MILLISECONDS);
				Awaitility.await().until(() -> this.reads.get() > 50);
				account.region(HERE).respond(503);
				awaitCheck(context, HealthState.UNHEALTHY);
				int before = this.reads.get();
				Awaitility.await().until(() -> this.reads.get() > before + 50);
				account.region(HERE).heal();
				awaitCheck(context, HealthState.HEALTHY);
				reader.shutdown();
				assertThat(reader.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
			}
		}
		assertThat(this.failures).isEmpty();
	}

	private void read(CosmosContainer items) {
		try {
			items.readItem("known", new PartitionKey("known"), Map.class);
		}
		catch (RuntimeException ex) {
			this.failures.add(ex);
		}
		this.reads.incrementAndGet();
	}

	private void fill(CosmosRegions account) {
		try (CosmosClient client = new CosmosClientBuilder().endpoint(account.endpoint().toString())
			.key(cosmos.key())
			.gatewayMode()
			.buildClient()) {
			client.createDatabase(this.database);
			client.getDatabase(this.database).createContainer("items", "/id");
			client.getDatabase(this.database).getContainer("items").upsertItem(Map.of("id", "known"));
		}
	}

	private ConfigurableApplicationContext start(CosmosRegions account) {
		return new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.bannerMode(Banner.Mode.OFF)
			.run("--alwayson.stamp.region=westeurope", "--alwayson.health.defaults.interval=500ms",
					"--alwayson.health.defaults.retry-interval=500ms", "--alwayson.dependencies.catalog.type=cosmos",
					"--alwayson.dependencies.catalog.endpoint=" + account.endpoint(),
					"--alwayson.dependencies.catalog.database=" + this.database,
					"--alwayson.dependencies.catalog.container=items");
	}

	private static void awaitCheck(ConfigurableApplicationContext context, HealthState state) {
		PublishedHealth published = context.getBean(PublishedHealth.class);
		Awaitility.await()
			.atMost(Duration.ofSeconds(30))
			.pollInterval(Duration.ofMillis(20))
			.untilAsserted(() -> assertThat(published.verdict().checks())
				.filteredOn((check) -> check.component().equals("catalog"))
				.extracting(StampHealth.Check::status)
				.containsExactly(state));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		TokenCredential anyToken() {
			return (request) -> Mono.just(new AccessToken("token", OffsetDateTime.now().plusHours(1)));
		}

	}

}
