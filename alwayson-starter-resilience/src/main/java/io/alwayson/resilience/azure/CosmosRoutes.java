package io.alwayson.resilience.azure;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

import com.azure.cosmos.CosmosClientBuilder;
import com.azure.cosmos.ThrottlingRetryOptions;
import io.alwayson.resilience.Corridor;
import io.alwayson.workload.Dependency;
import io.alwayson.workload.Target;
import org.jspecify.annotations.Nullable;

/**
 * The ways to all declared databases and containers. Every client of an account goes the
 * same ones, so that what one learns of a region helps all. Thread-safe.
 */
public final class CosmosRoutes {

	private final Map<String, CosmosRoute> routes = new ConcurrentHashMap<>();

	/** Nothing is said twice to one that comes again. */
	private final Set<CosmosClientBuilder> told = Collections
		.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

	private final CosmosOperationListener listener;

	/** Creates the ways; nothing is reached. */
	public CosmosRoutes(CosmosOperationListener listener) {
		this.listener = listener;
	}

	/** The way to a dependency. */
	CosmosRoute to(Dependency dependency, Function<String, Corridor> corridors) {
		return this.routes.computeIfAbsent(dependency.name(),
				(name) -> new CosmosRoute(corridors.apply(name), (Target.Cosmos) dependency.target(), this.listener));
	}

	/**
	 * Protects what a builder makes, as far as it goes to these dependencies.
	 * @param there dependencies in the account that the builder is for
	 */
	void protect(CosmosClientBuilder builder, Collection<Dependency> there, Function<String, Corridor> corridors) {
		if (!this.told.add(builder)) {
			return;
		}
		InAccount account = new InAccount(there.stream().map((dependency) -> to(dependency, corridors)).toList());
		ThrottlingRetryOptions throttling = new ThrottlingRetryOptions();
		builder.throttlingRetryOptions(throttling)
			.addOperationPolicy(new CosmosOperationRules(account, throttling))
			.containerCreationInterceptor((container) -> {
				CosmosRoute route = account.find(container.getDatabase().getId(), container.getId());
				return (route != null) ? CosmosContainerAdvice.around(container, route) : container;
			});
	}

	/** Those in one account. */
	record InAccount(List<CosmosRoute> routes) {

		/** The one of the container, else the one of its database. */
		@Nullable CosmosRoute find(String database, @Nullable String container) {
			CosmosRoute whole = null;
			for (CosmosRoute route : this.routes) {
				if (route.target().database().equals(database)) {
					if (route.target().container() == null) {
						whole = route;
					}
					else if (route.target().container().equals(container)) {
						return route;
					}
				}
			}
			return whole;
		}

	}

}
