package io.alwayson.resilience.autoconfigure;

import java.time.Clock;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

import com.azure.core.credential.TokenCredential;
import com.azure.core.exception.HttpResponseException;
import com.azure.cosmos.CosmosClientBuilder;
import com.azure.identity.DefaultAzureCredentialBuilder;
import com.azure.identity.ManagedIdentityCredentialBuilder;
import com.azure.identity.WorkloadIdentityCredentialBuilder;
import com.azure.security.keyvault.secrets.SecretClientBuilder;
import com.azure.storage.blob.BlobClientBuilder;
import com.azure.storage.blob.BlobContainerClientBuilder;
import com.azure.storage.blob.BlobServiceClientBuilder;
import io.alwayson.resilience.ClientBuilderAdapter;
import io.alwayson.resilience.ClientWarmUp;
import io.alwayson.resilience.Listeners;
import io.alwayson.resilience.Resilience;
import io.alwayson.resilience.WarmUpRun;
import io.alwayson.resilience.azure.AzureClientBuilderCustomizer;
import io.alwayson.resilience.azure.AzureClientParts;
import io.alwayson.resilience.azure.AzureFailureClassifier;
import io.alwayson.resilience.azure.BlobBuilderAdapter;
import io.alwayson.resilience.azure.BlobClients;
import io.alwayson.resilience.azure.CosmosBuilderAdapter;
import io.alwayson.resilience.azure.CosmosClients;
import io.alwayson.resilience.azure.CosmosFailureClassifier;
import io.alwayson.resilience.azure.CosmosMetrics;
import io.alwayson.resilience.azure.CosmosOperationListener;
import io.alwayson.resilience.azure.CosmosRoutes;
import io.alwayson.resilience.azure.KeyVaultClients;
import io.alwayson.resilience.azure.KnownSecrets;
import io.alwayson.resilience.azure.SecretBuilderAdapter;
import io.alwayson.resilience.azure.SharedCredential;
import io.alwayson.resilience.azure.TokenMetrics;
import io.alwayson.resilience.azure.TokenSignals;
import io.alwayson.workload.Dependency;
import io.alwayson.workload.DependencyType;
import io.alwayson.workload.Workload;
import io.alwayson.workload.context.DependencySignalListener;
import io.micrometer.core.instrument.binder.MeterBinder;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
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
 * Makes ready clients of declared Azure services, and protects what builder beans make.
 * Nothing is made before it is asked for, and making it reaches no network. After Spring
 * Cloud Azure, whose clients are adopted.
 */
@AutoConfiguration(after = ResilienceAutoConfiguration.class, afterName = {
		"com.azure.spring.cloud.autoconfigure.implementation.context.AzureTokenCredentialAutoConfiguration",
		"com.azure.spring.cloud.autoconfigure.implementation.cosmos.AzureCosmosAutoConfiguration",
		"com.azure.spring.cloud.autoconfigure.implementation.storage.blob.AzureStorageBlobAutoConfiguration",
		"com.azure.spring.cloud.autoconfigure.implementation.keyvault.secrets.AzureKeyVaultSecretAutoConfiguration" })
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

	@Bean
	static ClientBuilderPostProcessor alwaysonClientBuilderPostProcessor(
			ObjectProvider<ClientBuilderAdapter<?>> adapters, ObjectProvider<Workload> workload,
			ObjectProvider<Resilience> resilience) {
		return new ClientBuilderPostProcessor(adapters, workload, resilience);
	}

	/** Of clients that are there when the application starts: what is lazy stays so. */
	@Bean
	@ConditionalOnMissingBean
	WarmUpRun alwaysonWarmUpRun(Workload workload, Resilience resilience, ConfigurableListableBeanFactory beans,
			ObjectProvider<ClientWarmUp> steps) {
		return new WarmUpRun(workload, resilience::corridor,
				(name) -> beans.containsSingleton(name) ? beans.getSingleton(name) : null,
				() -> steps.orderedStream().toList(), System::nanoTime);
	}

	@Bean
	WarmUpLifecycle alwaysonWarmUpLifecycle(WarmUpRun run) {
		return new WarmUpLifecycle(run);
	}

	@Bean
	@Lazy
	@ConditionalOnMissingBean
	AzureClientParts alwaysonAzureClientParts(Workload workload, Resilience resilience,
			ObjectProvider<TokenCredential> credential) {
		return new AzureClientParts(workload, resilience::corridor, credential::getIfAvailable);
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(BlobServiceClientBuilder.class)
	@Import(BlobClientRegistrar.class)
	static class Blob {

		/** One for each kind of builder. */
		@Configuration(proxyBeanMethods = false)
		@ConditionalOnMissingBean(BlobBuilderAdapter.class)
		static class Builders {

			@Bean
			BlobBuilderAdapter<BlobServiceClientBuilder> alwaysonBlobServiceBuilderAdapter() {
				return BlobBuilderAdapter.ofAccounts();
			}

			@Bean
			BlobBuilderAdapter<BlobContainerClientBuilder> alwaysonBlobContainerBuilderAdapter() {
				return BlobBuilderAdapter.ofContainers();
			}

			@Bean
			BlobBuilderAdapter<BlobClientBuilder> alwaysonBlobBuilderAdapter() {
				return BlobBuilderAdapter.ofBlobs();
			}

		}

		@Bean(BlobClientRegistrar.FACTORY)
		@Lazy
		@ConditionalOnMissingBean(name = BlobClientRegistrar.FACTORY)
		BlobClients alwaysonBlobClients(AzureClientParts parts, ConfigurableListableBeanFactory beans,
				ObjectProvider<AzureClientBuilderCustomizer<BlobServiceClientBuilder>> customizers) {
			return new BlobClients(parts, new ApplicationClientBeans(beans), customizers.orderedStream().toList());
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(SecretClientBuilder.class)
	@Import(KeyVaultClientRegistrar.class)
	static class KeyVault {

		@Bean
		@ConditionalOnMissingBean
		KnownSecrets alwaysonKnownSecrets() {
			return new KnownSecrets(System::nanoTime);
		}

		@Bean
		@ConditionalOnMissingBean
		SecretBuilderAdapter alwaysonSecretBuilderAdapter(KnownSecrets known) {
			return new SecretBuilderAdapter(known);
		}

		@Bean(KeyVaultClientRegistrar.FACTORY)
		@Lazy
		@ConditionalOnMissingBean(name = KeyVaultClientRegistrar.FACTORY)
		KeyVaultClients alwaysonKeyVaultClients(AzureClientParts parts, ConfigurableListableBeanFactory beans,
				KnownSecrets known, ObjectProvider<AzureClientBuilderCustomizer<SecretClientBuilder>> customizers) {
			return new KeyVaultClients(parts, new ApplicationClientBeans(beans), known,
					customizers.orderedStream().toList());
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(CosmosClientBuilder.class)
	@Import(CosmosClientRegistrar.class)
	static class Cosmos {

		@Bean
		@ConditionalOnMissingBean
		CosmosFailureClassifier alwaysonCosmosFailureClassifier() {
			return new CosmosFailureClassifier();
		}

		@Configuration(proxyBeanMethods = false)
		@ConditionalOnClass(MeterBinder.class)
		static class Metrics {

			@Bean
			@ConditionalOnMissingBean
			CosmosMetrics alwaysonCosmosMetrics() {
				return new CosmosMetrics();
			}

		}

		@Bean
		@ConditionalOnMissingBean
		CosmosRoutes alwaysonCosmosRoutes(ObjectProvider<CosmosOperationListener> listeners) {
			List<CosmosOperationListener> all = listeners.orderedStream().toList();
			return new CosmosRoutes((dependency, operation, regions, requestUnits) -> all
				.forEach((listener) -> listener.onOperation(dependency, operation, regions, requestUnits)));
		}

		@Bean
		@ConditionalOnMissingBean
		CosmosBuilderAdapter alwaysonCosmosBuilderAdapter(CosmosRoutes routes) {
			return new CosmosBuilderAdapter(routes);
		}

		@Bean(CosmosClientRegistrar.FACTORY)
		@Lazy
		@ConditionalOnMissingBean(name = CosmosClientRegistrar.FACTORY)
		CosmosClients alwaysonCosmosClients(AzureClientParts parts, CosmosRoutes routes,
				ObjectProvider<AzureClientBuilderCustomizer<CosmosClientBuilder>> customizers) {
			return new CosmosClients(parts, routes, customizers.orderedStream().toList());
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(DefaultAzureCredentialBuilder.class)
	static class Identity {

		private static final String CREDENTIAL = "alwaysonTokenCredential";

		/** Set in pods by Azure Workload Identity. */
		private static final String FEDERATED_TOKEN_FILE = "AZURE_FEDERATED_TOKEN_FILE";

		private static final String CLIENT_ID = "AZURE_CLIENT_ID";

		private static final Set<DependencyType> TOKENS = EnumSet.of(DependencyType.COSMOS, DependencyType.BLOB,
				DependencyType.EVENT_HUBS, DependencyType.SERVICE_BUS, DependencyType.KEY_VAULT);

		/**
		 * The developer's own identity in {@code local}, else the identity that the
		 * platform gave.
		 */
		@Bean(CREDENTIAL)
		@Lazy
		@Fallback
		@ConditionalOnMissingBean(TokenCredential.class)
		SharedCredential alwaysonTokenCredential(Workload workload, Environment environment,
				ObjectProvider<DependencySignalListener> signals) {
			Listeners listeners = new Listeners(List.of(), signals.orderedStream().toList(), List.of());
			return SharedCredential.renewing(source(workload, environment), Clock.systemUTC(),
					new TokenSignals(reached(workload), listeners::onDependencySignal));
		}

		@Configuration(proxyBeanMethods = false)
		@ConditionalOnClass(MeterBinder.class)
		static class Metrics {

			/** Does not make the credential: one that is not used has no tokens. */
			@Bean
			@ConditionalOnMissingBean
			TokenMetrics alwaysonTokenMetrics(ConfigurableListableBeanFactory beans) {
				return new TokenMetrics(
						() -> (beans.getSingleton(CREDENTIAL) instanceof SharedCredential used) ? used : null,
						Clock.systemUTC());
			}

		}

		private static TokenCredential source(Workload workload, Environment environment) {
			if (workload.stamp().isLocal()) {
				return new DefaultAzureCredentialBuilder().build();
			}
			if (environment.containsProperty(FEDERATED_TOKEN_FILE)) {
				return new WorkloadIdentityCredentialBuilder().build();
			}
			return new ManagedIdentityCredentialBuilder().clientId(environment.getProperty(CLIENT_ID)).build();
		}

		/** Those that are reached with tokens. */
		private static List<String> reached(Workload workload) {
			return workload.dependencies()
				.values()
				.stream()
				.filter((dependency) -> TOKENS.contains(dependency.type())
						&& Objects.requireNonNull(dependency.target().endpoint()).connectionString() == null)
				.map(Dependency::name)
				.toList();
		}

	}

}
