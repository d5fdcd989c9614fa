package io.alwayson.resilience.autoconfigure;

import com.azure.messaging.eventhubs.EventHubProducerClient;
import io.alwayson.resilience.azure.EventHubClients;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;

/**
 * Protects producers of declared event hubs, whoever defined them.
 */
final class EventHubProducerPostProcessor implements BeanPostProcessor {

	private final ObjectProvider<EventHubClients> clients;

	/**
	 * Creates a post-processor. What it needs is asked for when a producer comes: beans
	 * that it asked for before would escape all post-processors.
	 */
	EventHubProducerPostProcessor(ObjectProvider<EventHubClients> clients) {
		this.clients = clients;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String name) {
		EventHubClients known = (bean instanceof EventHubProducerClient) ? this.clients.getIfAvailable() : null;
		return (known != null) ? known.protect((EventHubProducerClient) bean) : bean;
	}

}
