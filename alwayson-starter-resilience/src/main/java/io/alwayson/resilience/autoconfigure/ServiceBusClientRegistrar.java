package io.alwayson.resilience.autoconfigure;

import com.azure.messaging.servicebus.ServiceBusSenderClient;
import io.alwayson.workload.Target;
import org.jspecify.annotations.Nullable;

/**
 * Registers the senders of declared queues and topics; subscriptions are read.
 */
final class ServiceBusClientRegistrar extends AzureClientRegistrar {

	static final String FACTORY = "alwaysonServiceBusClients";

	ServiceBusClientRegistrar() {
		super(FACTORY);
	}

	@Override
	@Nullable Client clientOf(Target target) {
		return (target instanceof Target.ServiceBus bus && bus.subscription() == null)
				? new Client(ServiceBusSenderClient.class, "sender") : null;
	}

}
