package io.alwayson.health.azure;

import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

import com.azure.cosmos.CosmosAsyncClient;
import com.azure.cosmos.CosmosClient;
import com.azure.cosmos.CosmosClientBuilder;
import com.azure.cosmos.ThrottlingRetryOptions;
import io.alwayson.health.HealthCheck;
import io.alwayson.health.HealthCheckFactory;
import io.alwayson.workload.Dependency;
import io.alwayson.workload.Endpoint;
import io.alwayson.workload.Stamp;
import io.alwayson.workload.Target;
import org.jspecify.annotations.Nullable;

/**
 * Makes the checks of declared {@code cosmos} dependencies. A client of the application
 * is pinned to a region by each request, which leaves nothing to hedge and nowhere to
 * fail over to; its retries of throttled requests stay, within the check's time. It must
 * be bound to the dependency: clients do not show the address of their account.
 */
public final class CosmosHealthCheckFactory implements HealthCheckFactory, AutoCloseable {

	private static final String ACCOUNT_KEY = "accountkey=";

	private final ClientBeans beans;

	private final AzureAccess access;

	private final Stamp stamp;

	private final List<HealthClientBuilderCustomizer<CosmosClientBuilder>> customizers;

	private final LongSupplier nanoTime;

	private final Queue<CosmosConnecting> made = new ConcurrentLinkedQueue<>();

	/**
	 * Creates the factory.
	 * @param beans the application's clients
	 * @param access how clients of our own get in
	 * @param stamp whose region is checked
	 * @param customizers of clients of our own, called in this order
	 * @param nanoTime as {@link System#nanoTime()}
	 */
	public CosmosHealthCheckFactory(ClientBeans beans, AzureAccess access, Stamp stamp,
			List<HealthClientBuilderCustomizer<CosmosClientBuilder>> customizers, LongSupplier nanoTime) {
		this.beans = beans;
		this.access = access;
		this.stamp = stamp;
		this.customizers = List.copyOf(customizers);
		this.nanoTime = nanoTime;
	}

	@Override
	public @Nullable HealthCheck create(Dependency dependency) {
		if (!(dependency.target() instanceof Target.Cosmos cosmos)) {
			return null;
		}
		boolean possible = this.beans.has(CosmosAsyncClient.class) || this.beans.has(CosmosClient.class)
				|| this.access.isPossible(dependency);
		if (!possible) {
			return null;
		}
		CosmosAccount account = account(dependency, cosmos.endpoint());
		CosmosConnecting connecting = new CosmosConnecting(dependency.name(), () -> calls(dependency, cosmos));
		this.made.add(connecting);
		return new CosmosHealthCheck(cosmos, this.stamp, dependency.health().timeout(), connecting, account,
				this.nanoTime);
	}

	/** An emulator has no regions that matter, and is reached without a token. */
	private @Nullable CosmosAccount account(Dependency dependency, Endpoint endpoint) {
		return (endpoint.connectionString() != null) ? null
				: new CosmosAccount(dependency.name(), endpoint.uri(), dependency.health().timeout(),
						() -> this.access.credential(dependency.health().timeout()), this.nanoTime);
	}

	private @Nullable CosmosCalls calls(Dependency dependency, Target.Cosmos cosmos) {
		CosmosCalls existing = existing(dependency, cosmos);
		return (existing != null) ? existing : own(dependency, cosmos);
	}

	private @Nullable CosmosCalls existing(Dependency dependency, Target.Cosmos cosmos) {
		CosmosAsyncClient async = this.beans.bound(CosmosAsyncClient.class, dependency);
		if (async != null) {
			return CosmosCalls.by(async, cosmos.database());
		}
		CosmosClient sync = this.beans.bound(CosmosClient.class, dependency);
		return (sync != null) ? CosmosCalls.by(sync, cosmos.database()) : null;
	}

	private @Nullable CosmosCalls own(Dependency dependency, Target.Cosmos cosmos) {
		CosmosClientBuilder builder = new CosmosClientBuilder().endpoint(cosmos.endpoint().uri().toString())
			.gatewayMode()
			.throttlingRetryOptions(new ThrottlingRetryOptions().setMaxRetryAttemptsOnThrottledRequests(0))
			.userAgentSuffix("alwayson-health");
		if (!Stamp.LOCAL.equals(this.stamp.region())) {
			builder.preferredRegions(List.of(this.stamp.region()));
		}
		CheckCredential credential = null;
		String key = key(cosmos.endpoint());
		if (key != null) {
			builder.key(key);
		}
		else {
			credential = this.access.credential(dependency.health().timeout());
			if (credential == null) {
				return null;
			}
			// The SDK would try for longer than a check may, and not say why.
			CosmosAccount.token(credential, cosmos.endpoint().uri());
			builder.credential(credential);
		}
		this.customizers.forEach((customizer) -> customizer.customize(dependency.name(), builder));
		return CosmosCalls.own(builder.buildClient(), cosmos.database(), credential);
	}

	/** Only where a connection string may be declared, which is {@code local}. */
	private static @Nullable String key(Endpoint endpoint) {
		String connectionString = endpoint.connectionString();
		if (connectionString == null) {
			return null;
		}
		return Stream.of(connectionString.split(";"))
			.map(String::trim)
			.filter((part) -> part.toLowerCase(Locale.ROOT).startsWith(ACCOUNT_KEY))
			.map((part) -> part.substring(ACCOUNT_KEY.length()))
			.findFirst()
			.orElse(null);
	}

	/** Ends the clients that checks have made. */
	@Override
	public void close() {
		this.made.forEach(CosmosConnecting::close);
	}

}
