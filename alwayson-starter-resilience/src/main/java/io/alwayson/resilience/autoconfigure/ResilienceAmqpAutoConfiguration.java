package io.alwayson.resilience.autoconfigure;

import com.azure.core.amqp.exception.AmqpException;
import com.azure.messaging.eventhubs.EventHubClientBuilder;
import com.azure.messaging.servicebus.ServiceBusClientBuilder;
import io.alwayson.resilience.azure.AmqpFailureClassifier;
import io.alwayson.resilience.azure.AzureClientBuilderCustomizer;
import io.alwayson.resilience.azure.AzureClientParts;
import io.alwayson.resilience.azure.EventHubClients;
import io.alwayson.resilience.azure.ServiceBusClients;
import io.alwayson.workload.context.MessageHeaders;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;

/**
 * Makes ready clients of declared Azure services that speak AMQP. Nothing is made before
 * it is asked for, and making it reaches no network. After Spring Cloud Azure, whose
 * producers are adopted.
 */
@AutoConfiguration(after = ResilienceAzureAutoConfiguration.class,
		afterName = { "com.azure.spring.cloud.autoconfigure.implementation.eventhubs.AzureEventHubsAutoConfiguration",
				"com.azure.spring.cloud.autoconfigure.implementation.servicebus.AzureServiceBusAutoConfiguration" })
@ConditionalOnBooleanProperty(name = "alwayson.resilience.enabled", matchIfMissing = true)
@ConditionalOnClass(AmqpException.class)
public final class ResilienceAmqpAutoConfiguration {

	ResilienceAmqpAutoConfiguration() {
	}

	@Bean
	@ConditionalOnMissingBean
	AmqpFailureClassifier alwaysonAmqpFailureClassifier() {
		return new AmqpFailureClassifier();
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(EventHubClientBuilder.class)
	@Import(EventHubClientRegistrar.class)
	static class EventHubs {

		@Bean(EventHubClientRegistrar.FACTORY)
		@Lazy
		@ConditionalOnMissingBean(name = EventHubClientRegistrar.FACTORY)
		EventHubClients alwaysonEventHubClients(AzureClientParts parts, ConfigurableListableBeanFactory beans,
				ObjectProvider<MessageHeaders> headers,
				ObjectProvider<AzureClientBuilderCustomizer<EventHubClientBuilder>> customizers) {
			return new EventHubClients(parts, new ApplicationClientBeans(beans), headers.orderedStream().toList(),
					customizers.orderedStream().toList());
		}

		@Bean
		static EventHubProducerPostProcessor alwaysonEventHubProducerPostProcessor(
				ObjectProvider<EventHubClients> clients) {
			return new EventHubProducerPostProcessor(clients);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(ServiceBusClientBuilder.class)
	@Import(ServiceBusClientRegistrar.class)
	static class ServiceBus {

		@Bean(ServiceBusClientRegistrar.FACTORY)
		@Lazy
		@ConditionalOnMissingBean(name = ServiceBusClientRegistrar.FACTORY)
		ServiceBusClients alwaysonServiceBusClients(AzureClientParts parts, ConfigurableListableBeanFactory beans,
				ObjectProvider<MessageHeaders> headers,
				ObjectProvider<AzureClientBuilderCustomizer<ServiceBusClientBuilder>> customizers) {
			return new ServiceBusClients(parts, new ApplicationClientBeans(beans), headers.orderedStream().toList(),
					customizers.orderedStream().toList());
		}

	}

}
