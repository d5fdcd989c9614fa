package io.alwayson.resilience.azure;

import java.lang.reflect.Method;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;

import com.azure.cosmos.CosmosClientBuilder;
import io.alwayson.resilience.ClientBuilderAdapter;
import io.alwayson.resilience.Corridor;
import io.alwayson.workload.Dependency;
import io.alwayson.workload.Target;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Protects what builders of Cosmos DB clients make. Which regions such a client prefers
 * is left to whoever made its builder.
 */
public final class CosmosBuilderAdapter implements ClientBuilderAdapter<CosmosClientBuilder> {

	private static final Logger logger = LoggerFactory.getLogger(CosmosBuilderAdapter.class);

	private final CosmosRoutes routes;

	/**
	 * Creates an adapter.
	 * @param routes the ways to the dependencies
	 */
	public CosmosBuilderAdapter(CosmosRoutes routes) {
		this.routes = routes;
	}

	@Override
	public Class<CosmosClientBuilder> type() {
		return CosmosClientBuilder.class;
	}

	@Override
	public boolean protect(CosmosClientBuilder builder, Collection<Dependency> declared,
			Function<String, Corridor> corridors) {
		String account = account(builder);
		List<Dependency> there = declared.stream()
			.filter((dependency) -> dependency.target() instanceof Target.Cosmos cosmos
					&& cosmos.endpoint().isAt(account))
			.toList();
		if (there.isEmpty()) {
			return false;
		}
		this.routes.protect(builder, there, corridors);
		return true;
	}

	/**
	 * The builder keeps its address to itself, and what it builds needs a network: there
	 * is no public way to ask. Checked against the version of the BOM by a test.
	 */
	private static @Nullable String account(CosmosClientBuilder builder) {
		try {
			Method endpoint = CosmosClientBuilder.class.getDeclaredMethod("getEndpoint");
			endpoint.setAccessible(true);
			return (String) endpoint.invoke(builder);
		}
		catch (ReflectiveOperationException | RuntimeException ex) {
			logger.warn("This version of azure-cosmos does not tell the address of a builder's account: "
					+ "what it makes is not protected. Use the version of alwayson-bom", ex);
			return null;
		}
	}

}
