package io.alwayson.resilience.azure;

import com.azure.core.credential.TokenCredential;
import com.azure.security.keyvault.secrets.SecretClient;
import com.azure.security.keyvault.secrets.SecretClientBuilder;
import com.azure.spring.cloud.core.customizer.AzureServiceClientBuilderCustomizer;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.BlobServiceClient;
import io.alwayson.resilience.Recorder;
import io.alwayson.test.azure.Azurite;
import io.alwayson.test.azure.KeyVaultServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * An application that has its Azure clients of Spring Cloud Azure, and declares what they
 * are for.
 */
@Timeout(180)
class SpringCloudAzureIT {

	private static final int ATTEMPTS = 4;

	@RegisterExtension
	static final Azurite azurite = Azurite.blob();

	private static KeyVaultServer vault;

	private BrokenStorage storage;

	@BeforeEach
	void start() {
		vault = KeyVaultServer.start();
		vault.put("known", "value");
		this.storage = new BrokenStorage(azurite);
	}

	@AfterEach
	void stop() {
		this.storage.close();
		vault.close();
	}

	@Test
	void itsClientsAreTheDependenciesAndRetriesHaveOneOwner() {
		String storage = this.storage.connectionString();
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Shop.class)
			.web(WebApplicationType.NONE)
			.properties("spring.cloud.azure.keyvault.secret.credential.token-credential-bean-name=token",
					"spring.cloud.azure.storage.blob.connection-string=" + storage,
					"spring.cloud.azure.keyvault.secret.endpoint=" + vault.endpoint(),
					"alwayson.resilience.defaults.deadline=30s", "alwayson.resilience.defaults.attempt-timeout=6s",
					"alwayson.resilience.defaults.first-delay=1ms", "alwayson.resilience.defaults.max-delay=1ms",
					"alwayson.resilience.defaults.max-attempts=" + ATTEMPTS, "alwayson.dependencies.images.type=blob",
					"alwayson.dependencies.images.endpoint=" + storage,
					"alwayson.dependencies.images.container=" + this.storage.container(),
					"alwayson.dependencies.secrets.type=key-vault",
					"alwayson.dependencies.secrets.endpoint=" + vault.endpoint())
			.run()) {
			BlobContainerClient images = context.getBean("images", BlobContainerClient.class);
			assertThat(images.getHttpPipeline()).isSameAs(context.getBean(BlobServiceClient.class).getHttpPipeline());
			assertThat(context.getBean("secrets")).isSameAs(context.getBean(SecretClient.class));
			assertThat(images.getBlobClient("known").downloadContent()).hasToString("content");
			this.storage.proxy().respond(503);
			this.storage.proxy().resetCounts();
			assertThat(catchThrowable(images::getProperties)).isNotNull();
			assertThat(this.storage.proxy().requests()).isEqualTo(ATTEMPTS);
			SecretClient secrets = context.getBean(SecretClient.class);
			assertThat(secrets.getSecret("known").getValue()).isEqualTo("value");
			long before = vault.requests();
			vault.respond(503);
			assertThat(catchThrowable(() -> secrets.getSecret("other"))).isNotNull();
			assertThat(vault.requests() - before).isEqualTo(ATTEMPTS);
			assertThat(context.getBean(Recorder.class).outcomes).extracting("dependency").contains("images", "secrets");
		}
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Shop {

		@Bean
		Recorder recorder() {
			return new Recorder();
		}

		@Bean
		TokenCredential token() {
			return VaultAccess.TOKEN;
		}

		@Bean
		AzureServiceClientBuilderCustomizer<SecretClientBuilder> trust() {
			return (builder) -> VaultAccess.trusting(vault.certificate(), builder);
		}

	}

}
