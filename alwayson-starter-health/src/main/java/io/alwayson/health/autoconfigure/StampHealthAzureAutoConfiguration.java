package io.alwayson.health.autoconfigure;

import com.azure.core.credential.TokenCredential;
import com.azure.cosmos.CosmosClientBuilder;
import com.azure.messaging.eventhubs.EventHubClientBuilder;
import com.azure.messaging.servicebus.ServiceBusClientBuilder;
import com.azure.security.keyvault.secrets.SecretClientBuilder;
import com.azure.storage.blob.BlobServiceClientBuilder;
import io.alwayson.health.PublishedHealth;
import io.alwayson.health.azure.AzureAccess;
import io.alwayson.health.azure.BlobHealthCheckFactory;
import io.alwayson.health.azure.BlobSwitchStoreFactory;
import io.alwayson.health.azure.CosmosHealthCheckFactory;
import io.alwayson.health.azure.EventHubsHealthCheckFactory;
import io.alwayson.health.azure.HealthClientBuilderCustomizer;
import io.alwayson.health.azure.KeyVaultHealthCheckFactory;
import io.alwayson.health.azure.ServiceBusHealthCheckFactory;
import io.alwayson.workload.Workload;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/**
 * Checks declared Azure services, those whose libraries the application has. Nothing is
 * made and no connection opened before the first run of a check.
 */
@AutoConfiguration(after = StampHealthAutoConfiguration.class)
@ConditionalOnClass(TokenCredential.class)
@ConditionalOnBean(PublishedHealth.class)
public final class StampHealthAzureAutoConfiguration {

	StampHealthAzureAutoConfiguration() {
	}

	@Bean
	@ConditionalOnMissingBean
	AzureAccess stampHealthAzureAccess(Workload workload, ListableBeanFactory beans, Environment environment) {
		return new AzureAccess(new AzureClientBeans(beans), workload.stamp().isLocal(), environment::getProperty);
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(BlobServiceClientBuilder.class)
	static class Blob {

		@Bean
		@ConditionalOnMissingBean
		BlobHealthCheckFactory blobHealthCheckFactory(ListableBeanFactory beans, AzureAccess access,
				ObjectProvider<HealthClientBuilderCustomizer<BlobServiceClientBuilder>> customizers) {
			return new BlobHealthCheckFactory(new AzureClientBeans(beans), access,
					customizers.orderedStream().toList());
		}

		@Bean
		@ConditionalOnMissingBean
		BlobSwitchStoreFactory blobSwitchStoreFactory(ListableBeanFactory beans, AzureAccess access,
				ObjectProvider<HealthClientBuilderCustomizer<BlobServiceClientBuilder>> customizers) {
			return new BlobSwitchStoreFactory(new AzureClientBeans(beans), access,
					customizers.orderedStream().toList());
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(CosmosClientBuilder.class)
	static class Cosmos {

		@Bean
		@ConditionalOnMissingBean
		CosmosHealthCheckFactory cosmosHealthCheckFactory(ListableBeanFactory beans, AzureAccess access,
				Workload workload, ObjectProvider<HealthClientBuilderCustomizer<CosmosClientBuilder>> customizers) {
			return new CosmosHealthCheckFactory(new AzureClientBeans(beans), access, workload.stamp(),
					customizers.orderedStream().toList(), System::nanoTime);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(SecretClientBuilder.class)
	static class KeyVault {

		@Bean
		@ConditionalOnMissingBean
		KeyVaultHealthCheckFactory keyVaultHealthCheckFactory(ListableBeanFactory beans, AzureAccess access,
				ObjectProvider<HealthClientBuilderCustomizer<SecretClientBuilder>> customizers) {
			return new KeyVaultHealthCheckFactory(new AzureClientBeans(beans), access,
					customizers.orderedStream().toList());
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(EventHubClientBuilder.class)
	static class EventHubs {

		@Bean
		@ConditionalOnMissingBean
		EventHubsHealthCheckFactory eventHubsHealthCheckFactory(AzureAccess access,
				ObjectProvider<HealthClientBuilderCustomizer<EventHubClientBuilder>> customizers) {
			return new EventHubsHealthCheckFactory(access, customizers.orderedStream().toList());
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(ServiceBusClientBuilder.class)
	static class ServiceBus {

		@Bean
		@ConditionalOnMissingBean
		ServiceBusHealthCheckFactory serviceBusHealthCheckFactory(AzureAccess access,
				ObjectProvider<HealthClientBuilderCustomizer<ServiceBusClientBuilder>> customizers) {
			return new ServiceBusHealthCheckFactory(access, customizers.orderedStream().toList());
		}

	}

}
