package io.alwayson.resilience.azure;

import java.util.List;

import com.azure.messaging.eventhubs.EventHubClientBuilder;
import com.azure.messaging.eventhubs.EventHubProducerClient;
import io.alwayson.resilience.ClientWarmUp;
import io.alwayson.workload.Dependency;
import io.alwayson.workload.Endpoint;
import io.alwayson.workload.Target;
import io.alwayson.workload.context.MessageHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Gives out the producers of declared event hubs: the application's own of the same event
 * hub, where it has one, else one that is made for it, which reaches no network.
 */
public final class EventHubClients implements ClientWarmUp {

	private final AzureClientParts parts;

	private final ApplicationClients existing;

	private final MessageProperties properties;

	private final List<AzureClientBuilderCustomizer<EventHubClientBuilder>> customizers;

	/**
	 * Creates a factory.
	 * @param parts what clients are made of
	 * @param existing the application's own clients
	 * @param headers travel with each event
	 * @param customizers called in this order
	 */
	public EventHubClients(AzureClientParts parts, ApplicationClients existing, List<MessageHeaders> headers,
			List<AzureClientBuilderCustomizer<EventHubClientBuilder>> customizers) {
		this.parts = parts;
		this.existing = existing;
		this.properties = new MessageProperties(headers);
		this.customizers = List.copyOf(customizers);
	}

	/** A producer of the declared event hub. */
	public EventHubProducerClient producer(String dependency) {
		Dependency declared = this.parts.declared(dependency);
		if (!(declared.target() instanceof Target.EventHubs hub)) {
			throw new IllegalArgumentException("The dependency '" + dependency + "' is not of type event-hubs");
		}
		return this.existing.all(EventHubProducerClient.class)
			.stream()
			.filter((client) -> isOf(client, hub))
			.findFirst()
			.orElseGet(() -> EventHubProducerAdvice.around(make(declared, hub), this.parts.corridor(dependency),
					this.properties));
	}

	/**
	 * Protects a producer that somebody else made.
	 * @return the same as another object, or the producer itself where its event hub is
	 * not declared or it is protected already
	 */
	public EventHubProducerClient protect(EventHubProducerClient producer) {
		Dependency declared = EventHubProducerAdvice.isAround(producer) ? null : dependencyOf(producer);
		return (declared != null)
				? EventHubProducerAdvice.around(producer, this.parts.corridor(declared.name()), this.properties)
				: producer;
	}

	@Override
	public boolean warm(String dependency, Object client) {
		if (client instanceof EventHubProducerClient producer) {
			producer.createBatch();
			return true;
		}
		return false;
	}

	private @Nullable Dependency dependencyOf(EventHubProducerClient producer) {
		return this.parts.all()
			.filter((dependency) -> !Dependency.CLIENT_NONE.equals(dependency.client())
					&& dependency.target() instanceof Target.EventHubs hub && isOf(producer, hub))
			.findFirst()
			.orElse(null);
	}

	private static boolean isOf(EventHubProducerClient producer, Target.EventHubs hub) {
		return hub.eventHub().equals(producer.getEventHubName()) && String.valueOf(hub.endpoint().uri().getHost())
			.equalsIgnoreCase(producer.getFullyQualifiedNamespace());
	}

	private EventHubProducerClient make(Dependency dependency, Target.EventHubs hub) {
		Endpoint endpoint = hub.endpoint();
		EventHubClientBuilder builder = new EventHubClientBuilder()
			.retryOptions(new OneTry(dependency.resilience().connectTimeout()));
		if (endpoint.connectionString() != null) {
			builder.connectionString(endpoint.connectionString(), hub.eventHub());
		}
		else {
			builder.credential(endpoint.uri().getHost(), hub.eventHub(), this.parts.credential(dependency.name()));
		}
		this.customizers.forEach((customizer) -> customizer.customize(dependency.name(), builder));
		return builder.buildProducerClient();
	}

}
