package io.alwayson.resilience.azure;

import java.util.Set;

import io.alwayson.workload.context.CallOutcome;

/**
 * Hears of operations on declared Cosmos DB dependencies, what they cost and where they
 * were done. Throws nothing; called by many threads.
 */
@FunctionalInterface
public interface CosmosOperationListener {

	/**
	 * An operation, or a page of a query, has ended.
	 * @param dependency declared name
	 * @param operation whether it read or wrote
	 * @param regions names of the regions that were asked, as the SDK spells them
	 * @param requestUnits what was charged for all its requests
	 */
	void onOperation(String dependency, CallOutcome.Operation operation, Set<String> regions, double requestUnits);

}
