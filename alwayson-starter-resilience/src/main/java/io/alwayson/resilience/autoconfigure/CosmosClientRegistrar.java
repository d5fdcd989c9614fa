package io.alwayson.resilience.autoconfigure;

import com.azure.cosmos.CosmosContainer;
import com.azure.cosmos.CosmosDatabase;
import io.alwayson.workload.Target;
import org.jspecify.annotations.Nullable;

/**
 * Registers the containers and databases of declared Cosmos DB dependencies.
 */
final class CosmosClientRegistrar extends AzureClientRegistrar {

	static final String FACTORY = "alwaysonCosmosClients";

	CosmosClientRegistrar() {
		super(FACTORY);
	}

	@Override
	@Nullable Client clientOf(Target target) {
		if (!(target instanceof Target.Cosmos cosmos)) {
			return null;
		}
		return (cosmos.container() == null) ? new Client(CosmosDatabase.class, "database")
				: new Client(CosmosContainer.class, "container");
	}

}
