package io.alwayson.resilience.autoconfigure;

import java.time.Clock;

import com.azure.core.credential.TokenCredential;
import com.azure.core.exception.HttpResponseException;
import com.azure.identity.DefaultAzureCredentialBuilder;
import com.azure.identity.ManagedIdentityCredentialBuilder;
import com.azure.identity.WorkloadIdentityCredentialBuilder;
import com.azure.storage.blob.BlobServiceClientBuilder;
import io.alwayson.resilience.Resilience;
import io.alwayson.resilience.azure.AzureFailureClassifier;
import io.alwayson.resilience.azure.BlobClientBuilderCustomizer;
import io.alwayson.resilience.azure.BlobClients;
import io.alwayson.workload.Workload;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Fallback;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;

/**
 * Makes ready clients of declared blob dependencies. Nothing is made before it is asked
 * for, and making it reaches no network.
 */
@AutoConfiguration(after = ResilienceAutoConfiguration.class)
@ConditionalOnBooleanProperty(name = "alwayson.resilience.enabled", matchIfMissing = true)
@ConditionalOnClass(HttpResponseException.class)
public final class ResilienceAzureAutoConfiguration {

	ResilienceAzureAutoConfiguration() {
	}

	@Bean
	@ConditionalOnMissingBean
	AzureFailureClassifier alwaysonAzureFailureClassifier() {
		return new AzureFailureClassifier(Clock.systemUTC());
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(BlobServiceClientBuilder.class)
	@Import(BlobClientRegistrar.class)
	static class Blob {

		@Bean(BlobClientRegistrar.FACTORY)
		@Lazy
		@ConditionalOnMissingBean(name = BlobClientRegistrar.FACTORY)
		BlobClients alwaysonBlobClients(Workload workload, Resilience resilience,
				ObjectProvider<TokenCredential> credential, ObjectProvider<BlobClientBuilderCustomizer> customizers) {
			return new BlobClients(workload, resilience, credential::getIfAvailable,
					customizers.orderedStream().toList());
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(DefaultAzureCredentialBuilder.class)
	static class Identity {

		/** Set in pods by Azure Workload Identity. */
		private static final String FEDERATED_TOKEN_FILE = "AZURE_FEDERATED_TOKEN_FILE";

		private static final String CLIENT_ID = "AZURE_CLIENT_ID";

		/**
		 * The developer's own identity in {@code local}, else the identity that the
		 * platform gave.
		 */
		@Bean
		@Lazy
		@Fallback
		@ConditionalOnMissingBean(TokenCredential.class)
		TokenCredential alwaysonTokenCredential(Workload workload, Environment environment) {
			if (workload.stamp().isLocal()) {
				return new DefaultAzureCredentialBuilder().build();
			}
			if (environment.containsProperty(FEDERATED_TOKEN_FILE)) {
				return new WorkloadIdentityCredentialBuilder().build();
			}
			return new ManagedIdentityCredentialBuilder().clientId(environment.getProperty(CLIENT_ID)).build();
		}

	}

}
