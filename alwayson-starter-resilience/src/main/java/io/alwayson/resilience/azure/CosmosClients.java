package io.alwayson.resilience.azure;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import com.azure.cosmos.CosmosClient;
import com.azure.cosmos.CosmosClientBuilder;
import com.azure.cosmos.CosmosContainer;
import com.azure.cosmos.CosmosDatabase;
import io.alwayson.resilience.ClientWarmUp;
import io.alwayson.workload.Dependency;
import io.alwayson.workload.Endpoint;
import io.alwayson.workload.Target;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives out the containers and databases of declared Cosmos DB dependencies. They are
 * there at once; the client of an account, one for all dependencies in it, is made in the
 * background when the first of them is used. Close it to close the clients.
 */
public final class CosmosClients implements AutoCloseable, ClientWarmUp {

	private static final Logger logger = LoggerFactory.getLogger(CosmosClients.class);

	/** A client that could not be made has cost seconds already. */
	private static final Duration REST = Duration.ofSeconds(1);

	private final AzureClientParts parts;

	private final CosmosRoutes routes;

	private final List<AzureClientBuilderCustomizer<CosmosClientBuilder>> customizers;

	private final Map<URI, Connection<CosmosClient>> connections = new ConcurrentHashMap<>();

	/**
	 * Creates a factory.
	 * @param parts what clients are made of
	 * @param routes the ways to the dependencies
	 * @param customizers called in this order
	 */
	public CosmosClients(AzureClientParts parts, CosmosRoutes routes,
			List<AzureClientBuilderCustomizer<CosmosClientBuilder>> customizers) {
		this.parts = parts;
		this.routes = routes;
		this.customizers = List.copyOf(customizers);
	}

	/** The declared container. */
	public CosmosContainer container(String dependency) {
		Target.Cosmos target = target(dependency);
		String container = target.container();
		if (container == null) {
			throw new IllegalArgumentException(
					"No container is declared under alwayson.dependencies." + dependency + ".container");
		}
		Connection<CosmosClient> connection = connection(dependency);
		return CosmosBeanAdvice.bean(CosmosContainer.class, route(dependency),
				(nanos) -> connection.get(nanos).getDatabase(target.database()).getContainer(container));
	}

	/** The declared database. */
	public CosmosDatabase database(String dependency) {
		Target.Cosmos target = target(dependency);
		Connection<CosmosClient> connection = connection(dependency);
		return CosmosBeanAdvice.bean(CosmosDatabase.class, route(dependency),
				(nanos) -> connection.get(nanos).getDatabase(target.database()));
	}

	/** Also what the SDK has to know of the container before it reads. */
	@Override
	public boolean warm(String dependency, Object client) {
		if (client instanceof CosmosContainer container) {
			container.getFeedRanges();
			return true;
		}
		if (client instanceof CosmosDatabase database) {
			database.read();
			return true;
		}
		return false;
	}

	private CosmosRoute route(String dependency) {
		return this.routes.to(this.parts.declared(dependency), this.parts::corridor);
	}

	private Connection<CosmosClient> connection(String dependency) {
		Endpoint endpoint = target(dependency).endpoint();
		return this.connections.computeIfAbsent(endpoint.uri(),
				(address) -> new Connection<>(String.valueOf(address.getHost()), () -> connect(dependency, endpoint),
						CosmosClient::close, REST, System::nanoTime));
	}

	private CosmosClient connect(String dependency, Endpoint endpoint) throws Exception {
		List<Dependency> there = this.parts.all()
			.filter((other) -> other.target() instanceof Target.Cosmos cosmos
					&& cosmos.endpoint().uri().equals(endpoint.uri()))
			.toList();
		String key = CosmosAccess.keyOf(endpoint);
		CosmosAccess access = new CosmosAccess(endpoint.uri(), key,
				(key == null) ? this.parts.credential(dependency) : null);
		List<String> regions = CosmosAccount.preferredIn(this.parts.stamp().region(),
				CosmosAccount.regions(this.parts.httpClient(dependency), access));
		CosmosClientBuilder builder = access.builder().gatewayMode().preferredRegions(regions);
		this.routes.protect(builder, there, this.parts::corridor);
		there.forEach((each) -> this.customizers.forEach((customizer) -> customizer.customize(each.name(), builder)));
		CosmosClient client = PartitionBreaker.on(builder::buildClient);
		logger.info("Connected to the Cosmos DB account {}; regions in this order: {}", endpoint.uri().getHost(),
				regions);
		return client;
	}

	private Target.Cosmos target(String dependency) {
		if (this.parts.declared(dependency).target() instanceof Target.Cosmos cosmos) {
			return cosmos;
		}
		throw new IllegalArgumentException("The dependency '" + dependency + "' is not of type cosmos");
	}

	@Override
	public void close() {
		this.connections.values().forEach(Connection::close);
	}

}
