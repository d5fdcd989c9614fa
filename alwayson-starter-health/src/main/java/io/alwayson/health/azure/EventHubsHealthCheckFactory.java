package io.alwayson.health.azure;

import java.time.Duration;
import java.util.List;

import com.azure.core.credential.TokenCredential;
import com.azure.messaging.eventhubs.EventHubClientBuilder;
import com.azure.messaging.eventhubs.EventHubProducerAsyncClient;
import io.alwayson.health.HealthCheck;
import io.alwayson.health.HealthCheckFactory;
import io.alwayson.workload.Dependency;
import io.alwayson.workload.Endpoint;
import io.alwayson.workload.Target;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Makes the checks of declared {@code event-hubs} dependencies. Each reads the properties
 * of the event hub; where its identity may only send, it opens a link to send over. With
 * a client of its own always: one of the application's has retries that cannot be left
 * out. Close it to close their connections.
 */
public final class EventHubsHealthCheckFactory implements HealthCheckFactory, AutoCloseable {

	private final AzureAccess access;

	private final List<HealthClientBuilderCustomizer<EventHubClientBuilder>> customizers;

	private final AmqpChecks checks = new AmqpChecks("event-hubs");

	/**
	 * Creates the factory.
	 * @param access how clients get in
	 * @param customizers of clients, called in this order
	 */
	public EventHubsHealthCheckFactory(AzureAccess access,
			List<HealthClientBuilderCustomizer<EventHubClientBuilder>> customizers) {
		this.access = access;
		this.customizers = List.copyOf(customizers);
	}

	@Override
	public @Nullable HealthCheck create(Dependency dependency) {
		if (!(dependency.target() instanceof Target.EventHubs hub) || !this.access.isPossible(dependency)) {
			return null;
		}
		return this.checks.check(() -> probe(dependency, hub, false), () -> probe(dependency, hub, true));
	}

	private @Nullable AmqpProbe probe(Dependency dependency, Target.EventHubs hub, boolean sends) {
		Duration timeout = dependency.health().timeout();
		EventHubClientBuilder builder = new EventHubClientBuilder().retryOptions(new AmqpChecks.Once(timeout));
		Endpoint endpoint = hub.endpoint();
		if (endpoint.connectionString() != null) {
			builder.connectionString(endpoint.connectionString(), hub.eventHub());
		}
		else {
			TokenCredential credential = this.access.credential(timeout);
			if (credential == null) {
				return null;
			}
			builder.credential(endpoint.uri().getHost(), hub.eventHub(), credential);
		}
		this.customizers.forEach((customizer) -> customizer.customize(dependency.name(), builder));
		EventHubProducerAsyncClient client = builder.buildAsyncProducerClient();
		return AmqpProbe.of(() -> ask(client, sends).block(timeout), client::close);
	}

	private static Mono<?> ask(EventHubProducerAsyncClient client, boolean sends) {
		return sends ? client.createBatch() : client.getEventHubProperties();
	}

	@Override
	public void close() {
		this.checks.close();
	}

}
