package io.alwayson.resilience.autoconfigure;

import com.azure.messaging.eventhubs.EventHubProducerClient;
import io.alwayson.workload.Target;
import org.jspecify.annotations.Nullable;

/**
 * Registers the producers of declared event hubs; those with checkpoints are read.
 */
final class EventHubClientRegistrar extends AzureClientRegistrar {

	static final String FACTORY = "alwaysonEventHubClients";

	EventHubClientRegistrar() {
		super(FACTORY);
	}

	@Override
	@Nullable Client clientOf(Target target) {
		return (target instanceof Target.EventHubs hub && hub.checkpoints() == null)
				? new Client(EventHubProducerClient.class, "producer") : null;
	}

}
