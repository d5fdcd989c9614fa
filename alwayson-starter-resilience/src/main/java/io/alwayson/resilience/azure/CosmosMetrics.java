package io.alwayson.resilience.azure;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

import io.alwayson.workload.context.CallOutcome;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * Meters of what operations on Cosmos DB cost and where they were done. Their names are a
 * contract.
 */
public final class CosmosMetrics implements MeterBinder, CosmosOperationListener {

	/**
	 * Distribution by dependency and operation: request units that an operation, or a
	 * page of a query, was charged.
	 */
	public static final String REQUEST_UNITS = "alwayson.resilience.cosmos.request.units";

	/** Counter by dependency and region: operations that asked there. */
	public static final String REGIONS = "alwayson.resilience.cosmos.regions";

	private static final String DEPENDENCY = "dependency";

	private final List<MeterRegistry> registries = new CopyOnWriteArrayList<>();

	/** Creates no meters yet: they come with the operations. */
	public CosmosMetrics() {
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		this.registries.add(registry);
	}

	@Override
	public void onOperation(String dependency, CallOutcome.Operation operation, Set<String> regions,
			double requestUnits) {
		String kind = operation.name().toLowerCase(Locale.ROOT);
		for (MeterRegistry registry : this.registries) {
			registry.summary(REQUEST_UNITS, DEPENDENCY, dependency, "operation", kind).record(requestUnits);
			regions
				.forEach((region) -> registry.counter(REGIONS, DEPENDENCY, dependency, "region", region).increment());
		}
	}

}
