package io.alwayson.health.azure;

import java.util.List;
import java.util.function.Supplier;

import com.azure.core.credential.TokenCredential;
import com.azure.messaging.servicebus.ServiceBusClientBuilder;
import com.azure.messaging.servicebus.ServiceBusReceiverClient;
import com.azure.messaging.servicebus.ServiceBusSenderClient;
import io.alwayson.health.HealthCheck;
import io.alwayson.health.HealthCheckFactory;
import io.alwayson.workload.Dependency;
import io.alwayson.workload.Endpoint;
import io.alwayson.workload.Target;
import org.jspecify.annotations.Nullable;

/**
 * Makes the checks of declared {@code service-bus} dependencies. Each peeks at the oldest
 * message of the queue or subscription, which changes nothing; for topics, and queues
 * where its identity may only send, it opens a link to send over. With a client of its
 * own always: one of the application's has retries that cannot be left out. Close it to
 * close their connections.
 */
public final class ServiceBusHealthCheckFactory implements HealthCheckFactory, AutoCloseable {

	/** Said, because peeking without it goes on to the next message each time. */
	private static final long OLDEST = 0;

	private final AzureAccess access;

	private final List<HealthClientBuilderCustomizer<ServiceBusClientBuilder>> customizers;

	private final AmqpChecks checks = new AmqpChecks("service-bus");

	/**
	 * Creates the factory.
	 * @param access how clients get in
	 * @param customizers of clients, called in this order
	 */
	public ServiceBusHealthCheckFactory(AzureAccess access,
			List<HealthClientBuilderCustomizer<ServiceBusClientBuilder>> customizers) {
		this.access = access;
		this.customizers = List.copyOf(customizers);
	}

	@Override
	public @Nullable HealthCheck create(Dependency dependency) {
		if (!(dependency.target() instanceof Target.ServiceBus bus) || !this.access.isPossible(dependency)) {
			return null;
		}
		Supplier<@Nullable AmqpProbe> listening = () -> listening(dependency, bus);
		Supplier<@Nullable AmqpProbe> sending = () -> sending(dependency, bus);
		if (bus.queue() != null) {
			return this.checks.check(listening, sending);
		}
		return (bus.subscription() != null) ? this.checks.check(listening, null) : this.checks.check(null, sending);
	}

	private @Nullable AmqpProbe listening(Dependency dependency, Target.ServiceBus bus) {
		ServiceBusClientBuilder builder = builder(dependency, bus.endpoint());
		if (builder == null) {
			return null;
		}
		ServiceBusClientBuilder.ServiceBusReceiverClientBuilder receiver = builder.receiver().disableAutoComplete();
		ServiceBusReceiverClient client = ((bus.queue() != null) ? receiver.queueName(bus.queue())
				: receiver.topicName(bus.topic()).subscriptionName(bus.subscription()))
			.buildClient();
		return AmqpProbe.of(() -> client.peekMessage(OLDEST), client::close);
	}

	private @Nullable AmqpProbe sending(Dependency dependency, Target.ServiceBus bus) {
		ServiceBusClientBuilder builder = builder(dependency, bus.endpoint());
		if (builder == null) {
			return null;
		}
		ServiceBusClientBuilder.ServiceBusSenderClientBuilder sender = builder.sender();
		ServiceBusSenderClient client = ((bus.queue() != null) ? sender.queueName(bus.queue())
				: sender.topicName(bus.topic()))
			.buildClient();
		return AmqpProbe.of(client::createMessageBatch, client::close);
	}

	private @Nullable ServiceBusClientBuilder builder(Dependency dependency, Endpoint endpoint) {
		ServiceBusClientBuilder builder = new ServiceBusClientBuilder()
			.retryOptions(new AmqpChecks.Once(dependency.health().timeout()));
		if (endpoint.connectionString() != null) {
			builder.connectionString(endpoint.connectionString());
		}
		else {
			TokenCredential credential = this.access.credential(dependency.health().timeout());
			if (credential == null) {
				return null;
			}
			builder.credential(endpoint.uri().getHost(), credential);
		}
		this.customizers.forEach((customizer) -> customizer.customize(dependency.name(), builder));
		return builder;
	}

	@Override
	public void close() {
		this.checks.close();
	}

}
