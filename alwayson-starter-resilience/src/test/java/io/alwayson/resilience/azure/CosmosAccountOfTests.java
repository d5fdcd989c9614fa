package io.alwayson.resilience.azure;

import java.net.URI;
import java.util.Map;
import java.util.UUID;

import com.azure.cosmos.CosmosClient;
import com.azure.cosmos.CosmosClientBuilder;
import io.alwayson.test.azure.CosmosEmulator;
import io.alwayson.test.azure.CosmosRegions;
import io.alwayson.test.fault.FaultProxy;
import io.alwayson.workload.Endpoint;

import org.awaitility.Awaitility;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/**
 * An account with a container that has one item, {@code known}, in regions that break.
 */
final class CosmosAccountOfTests implements AutoCloseable {

	static final String HERE = "West Europe";

	static final String THERE = "North Europe";

	private final CosmosRegions regions;

	private final String database = "test-" + UUID.randomUUID();

	/** The first region is written to; the stamp is in {@link #HERE}. */
	CosmosAccountOfTests(CosmosEmulator cosmos, String... regions) {
		this.regions = CosmosRegions.of(cosmos, regions);
		try (CosmosClient client = builder().buildClient()) {
			Awaitility.await().ignoreExceptions().until(() -> fill(client));
		}
		here().resetCounts();
	}

	private boolean fill(CosmosClient client) {
		client.createDatabaseIfNotExists(this.database);
		client.getDatabase(this.database).createContainerIfNotExists("items", "/id");
		client.getDatabase(this.database).getContainer("items").upsertItem(Map.of("id", "known"));
		return true;
	}

	/** As the SDK does it, in the regions' order. */
	CosmosClientBuilder builder() {
		return new CosmosClientBuilder().endpoint(this.regions.endpoint().toString())
			.key(CosmosAccess.keyOf(new Endpoint(this.regions.endpoint(), connectionString())))
			.gatewayMode();
	}

	URI endpoint() {
		return this.regions.endpoint();
	}

	String connectionString() {
		return this.regions.connectionString();
	}

	String database() {
		return this.database;
	}

	FaultProxy here() {
		return this.regions.region(HERE);
	}

	FaultProxy there() {
		return this.regions.region(THERE);
	}

	/** Declares the container. */
	ApplicationContextRunner declare(ApplicationContextRunner runner, String dependency) {
		String prefix = "alwayson.dependencies." + dependency;
		return runner.withPropertyValues("alwayson.stamp.region=westeurope", prefix + ".type=cosmos",
				prefix + ".endpoint=" + connectionString(), prefix + ".database=" + this.database,
				prefix + ".container=items");
	}

	@Override
	public void close() {
		this.regions.close();
	}

}
