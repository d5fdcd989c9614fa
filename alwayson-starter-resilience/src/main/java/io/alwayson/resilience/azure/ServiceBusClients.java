package io.alwayson.resilience.azure;

import java.time.Duration;
import java.util.List;

import com.azure.core.amqp.AmqpRetryOptions;
import com.azure.messaging.servicebus.ServiceBusClientBuilder;
import com.azure.messaging.servicebus.ServiceBusClientBuilder.ServiceBusReceiverClientBuilder;
import com.azure.messaging.servicebus.ServiceBusClientBuilder.ServiceBusSenderClientBuilder;
import com.azure.messaging.servicebus.ServiceBusMessage;
import com.azure.messaging.servicebus.ServiceBusSenderClient;
import io.alwayson.resilience.ClientWarmUp;
import io.alwayson.workload.Dependency;
import io.alwayson.workload.Endpoint;
import io.alwayson.workload.Target;
import io.alwayson.workload.context.MessageHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Gives out senders of declared queues and topics, and builders of those who receive.
 * Making them reaches no network.
 */
public final class ServiceBusClients implements ClientWarmUp {

	private final AzureClientParts parts;

	private final ApplicationClients existing;

	private final MessageProperties properties;

	private final List<AzureClientBuilderCustomizer<ServiceBusClientBuilder>> customizers;

	/**
	 * Creates a factory.
	 * @param parts what clients are made of
	 * @param existing the application's own clients
	 * @param headers travel with each message
	 * @param customizers called in this order
	 */
	public ServiceBusClients(AzureClientParts parts, ApplicationClients existing, List<MessageHeaders> headers,
			List<AzureClientBuilderCustomizer<ServiceBusClientBuilder>> customizers) {
		this.parts = parts;
		this.existing = existing;
		this.properties = new MessageProperties(headers);
		this.customizers = List.copyOf(customizers);
	}

	/**
	 * A sender of the declared queue or topic: the application's own, where it has one,
	 * else one that tries once. Its class is final, so the retries are those of
	 * {@code Resilience.dependency} around it.
	 */
	public ServiceBusSenderClient sender(String dependency) {
		Target.ServiceBus target = target(dependency);
		return this.existing.all(ServiceBusSenderClient.class)
			.stream()
			.filter((sender) -> isOf(sender, target))
			.findFirst()
			.orElseGet(() -> make(dependency, target));
	}

	private static boolean isOf(ServiceBusSenderClient sender, Target.ServiceBus target) {
		return sender.getEntityPath().equals((target.queue() != null) ? target.queue() : target.topic())
				&& String.valueOf(target.endpoint().uri().getHost())
					.equalsIgnoreCase(sender.getFullyQualifiedNamespace());
	}

	private ServiceBusSenderClient make(String dependency, Target.ServiceBus target) {
		Duration timeout = this.parts.declared(dependency).resilience().connectTimeout();
		ServiceBusSenderClientBuilder sender = builder(dependency, target, new OneTry(timeout)).sender();
		return ((target.queue() != null) ? sender.queueName(target.queue()) : sender.topicName(target.topic()))
			.buildClient();
	}

	/**
	 * Adds what travels with each message, such as the trace and the correlation id, to
	 * its properties; those that it has stay.
	 * @return the same message
	 */
	public ServiceBusMessage withHeaders(ServiceBusMessage message) {
		this.properties.addTo(message.getApplicationProperties());
		return message;
	}

	/**
	 * A builder of receivers of the declared queue or subscription. They keep the SDK's
	 * retries, by which their links recover.
	 * @throws IllegalArgumentException if a topic without a subscription is declared
	 */
	public ServiceBusReceiverClientBuilder receiver(String dependency) {
		Target.ServiceBus target = target(dependency);
		ServiceBusReceiverClientBuilder receiver = builder(dependency).receiver();
		if (target.queue() != null) {
			return receiver.queueName(target.queue());
		}
		if (target.subscription() == null) {
			throw new IllegalArgumentException(
					"No subscription is declared under alwayson.dependencies." + dependency + ".subscription");
		}
		return receiver.topicName(target.topic()).subscriptionName(target.subscription());
	}

	/**
	 * A builder of all else in the declared namespace, processors for example, with the
	 * SDK's retries.
	 */
	public ServiceBusClientBuilder builder(String dependency) {
		return builder(dependency, target(dependency), null);
	}

	@Override
	public boolean warm(String dependency, Object client) {
		if (client instanceof ServiceBusSenderClient sender) {
			sender.createMessageBatch();
			return true;
		}
		return false;
	}

	private ServiceBusClientBuilder builder(String dependency, Target.ServiceBus target,
			@Nullable AmqpRetryOptions retries) {
		Endpoint endpoint = target.endpoint();
		ServiceBusClientBuilder builder = new ServiceBusClientBuilder();
		if (retries != null) {
			builder.retryOptions(retries);
		}
		if (endpoint.connectionString() != null) {
			builder.connectionString(endpoint.connectionString());
		}
		else {
			builder.credential(endpoint.uri().getHost(), this.parts.credential(dependency));
		}
		this.customizers.forEach((customizer) -> customizer.customize(dependency, builder));
		return builder;
	}

	private Target.ServiceBus target(String dependency) {
		Dependency declared = this.parts.declared(dependency);
		if (declared.target() instanceof Target.ServiceBus bus) {
			return bus;
		}
		throw new IllegalArgumentException("The dependency '" + dependency + "' is not of type service-bus");
	}

}
