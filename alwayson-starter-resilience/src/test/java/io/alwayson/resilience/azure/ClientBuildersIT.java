package io.alwayson.resilience.azure;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;

import com.azure.core.http.policy.FixedDelayOptions;
import com.azure.core.http.policy.RetryOptions;
import com.azure.core.http.policy.RetryPolicy;
import com.azure.security.keyvault.secrets.SecretClientBuilder;
import com.azure.storage.blob.BlobClientBuilder;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.BlobContainerClientBuilder;
import com.azure.storage.blob.BlobServiceClientBuilder;
import com.azure.storage.common.policy.RequestRetryOptions;
import com.azure.storage.common.policy.RetryPolicyType;
import io.alwayson.resilience.Recorder;
import io.alwayson.resilience.Resilience;
import io.alwayson.resilience.autoconfigure.ResilienceAutoConfiguration;
import io.alwayson.resilience.autoconfigure.ResilienceAzureAutoConfiguration;
import io.alwayson.test.azure.Azurite;
import io.alwayson.test.azure.KeyVaultServer;
import io.alwayson.workload.autoconfigure.WorkloadAutoConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Builders of Azure's SDK that an application has of its own: whoever made the client,
 * retries have one owner. Arrivals at the service are counted.
 */
@Timeout(180)
class ClientBuildersIT {

	/** The SDK's own here, in other numbers than ours. */
	private static final int TRIES_OF_THE_SDK = 2;

	private static final int ATTEMPTS = 4;

	@RegisterExtension
	static final Azurite azurite = Azurite.blob();

	private final Recorder recorder = new Recorder();

	private KeyVaultServer vault;

	private BrokenStorage storage;

	@BeforeEach
	void start() {
		this.vault = KeyVaultServer.start();
		this.vault.put("known", "value");
		this.storage = new BrokenStorage(azurite);
	}

	@AfterEach
	void stop() {
		this.storage.close();
		this.vault.close();
	}

	@ParameterizedTest
	@EnumSource
	void retriesOfBlobStorageHaveOneOwner(Maker maker) {
		declared(this.storage.connectionString()).withBean(BlobServiceClientBuilder.class, () -> blobBuilder())
			.run((context) -> {
				BlobContainerClient client = maker.of(context, blobBuilder())
					.buildClient()
					.getBlobContainerClient(this.storage.container());
				assertThat(client.getBlobClient("known").downloadContent()).hasToString("content");
				this.recorder.outcomes.clear();
				this.storage.proxy().respond(503);
				this.storage.proxy().resetCounts();
				assertThat(catchThrowable(client::getProperties)).isNotNull();
				assertThat(this.storage.proxy().requests()).isEqualTo(ATTEMPTS);
				assertThat(this.recorder.outcomes).hasSize(ATTEMPTS)
					.allMatch((outcome) -> outcome.dependency().equals("images"));
			});
	}

	@ParameterizedTest
	@EnumSource
	void retriesOfABlobContainerHaveOneOwner(Maker maker) {
		declared(this.storage.connectionString()).withBean(BlobContainerClientBuilder.class, () -> containerBuilder())
			.run((context) -> assertThat(arrivals(maker.of(context, containerBuilder()).buildClient()::getProperties))
				.isEqualTo(ATTEMPTS));
	}

	@ParameterizedTest
	@EnumSource
	void retriesOfABlobHaveOneOwner(Maker maker) {
		declared(this.storage.connectionString()).withBean(BlobClientBuilder.class, () -> oneBlobBuilder())
			.run((context) -> assertThat(arrivals(maker.of(context, oneBlobBuilder()).buildClient()::getProperties))
				.isEqualTo(ATTEMPTS));
	}

	@ParameterizedTest
	@EnumSource
	void retriesOfAVaultHaveOneOwner(Maker maker) {
		declared(this.storage.connectionString()).withBean(SecretClientBuilder.class, this::secretBuilder)
			.run((context) -> {
				var client = maker.of(context, secretBuilder()).buildClient();
				assertThat(client.getSecret("known").getValue()).isEqualTo("value");
				long before = this.vault.requests();
				this.vault.respond(503);
				assertThat(catchThrowable(() -> client.getSecret("other"))).isNotNull();
				assertThat(this.vault.requests() - before).isEqualTo(ATTEMPTS);
			});
	}

	@Test
	void containersOfOneAccountHaveTheirOwnCorridors() {
		declared(this.storage.connectionString())
			.withPropertyValues("alwayson.dependencies.thumbs.type=blob",
					"alwayson.dependencies.thumbs.endpoint=" + this.storage.connectionString(),
					"alwayson.dependencies.thumbs.container=thumbs")
			.withBean(BlobServiceClientBuilder.class, () -> blobBuilder())
			.run((context) -> {
				var account = context.getBean(BlobServiceClientBuilder.class).buildClient();
				assertThat(account.getBlobContainerClient("thumbs").exists()).isFalse();
				assertThat(account.getBlobContainerClient(this.storage.container()).exists()).isTrue();
				assertThat(this.recorder.outcomes).extracting("dependency").containsExactly("thumbs", "images");
			});
	}

	@Test
	void whatIsNotDeclaredKeepsItsOwnRetries() {
		declared(azurite.connectionString(URI.create("http://127.0.0.1:9")))
			.withBean(BlobServiceClientBuilder.class, () -> blobBuilder())
			.run((context) -> assertThat(triesOf(context)).isEqualTo(TRIES_OF_THE_SDK));
	}

	@Test
	void whatIsLeftAloneKeepsItsOwnRetries() {
		declared(this.storage.connectionString()).withPropertyValues("alwayson.dependencies.images.client=none")
			.withBean(BlobServiceClientBuilder.class, () -> blobBuilder())
			.run((context) -> assertThat(triesOf(context)).isEqualTo(TRIES_OF_THE_SDK));
	}

	private long triesOf(ApplicationContext context) throws Exception {
		BlobContainerClient client = context.getBean(BlobServiceClientBuilder.class)
			.buildClient()
			.getBlobContainerClient(this.storage.container());
		long arrivals = arrivals(client::getProperties);
		assertThat(this.recorder.outcomes).isEmpty();
		return arrivals;
	}

	/** While the storage is sick. */
	private long arrivals(Callable<?> call) throws Exception {
		assertThat(call.call()).isNotNull();
		this.storage.proxy().respond(503);
		this.storage.proxy().resetCounts();
		assertThat(catchThrowable(call::call)).isNotNull();
		return this.storage.proxy().requests();
	}

	private BlobServiceClientBuilder blobBuilder() {
		return new BlobServiceClientBuilder().connectionString(this.storage.connectionString())
			.retryOptions(retriesOfTheSdk());
	}

	private BlobContainerClientBuilder containerBuilder() {
		return new BlobContainerClientBuilder().connectionString(this.storage.connectionString())
			.containerName(this.storage.container())
			.retryOptions(retriesOfTheSdk());
	}

	private BlobClientBuilder oneBlobBuilder() {
		return new BlobClientBuilder().connectionString(this.storage.connectionString())
			.containerName(this.storage.container())
			.blobName("known")
			.retryOptions(retriesOfTheSdk());
	}

	private static RequestRetryOptions retriesOfTheSdk() {
		return new RequestRetryOptions(RetryPolicyType.FIXED, TRIES_OF_THE_SDK, (Duration) null, Duration.ofMillis(1),
				Duration.ofMillis(1), null);
	}

	private SecretClientBuilder secretBuilder() {
		return VaultAccess.trusting(this.vault.certificate(), new SecretClientBuilder())
			.vaultUrl(this.vault.endpoint().toString())
			.credential(VaultAccess.TOKEN)
			.retryPolicy(new RetryPolicy(
					new RetryOptions(new FixedDelayOptions(TRIES_OF_THE_SDK - 1, Duration.ofMillis(1)))));
	}

	private ApplicationContextRunner declared(String blobs) {
		return new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(WorkloadAutoConfiguration.class, ResilienceAutoConfiguration.class,
					ResilienceAzureAutoConfiguration.class))
			.withBean(Recorder.class, () -> this.recorder)
			.withPropertyValues("alwayson.resilience.defaults.deadline=30s",
					"alwayson.resilience.defaults.attempt-timeout=6s", "alwayson.resilience.defaults.first-delay=1ms",
					"alwayson.resilience.defaults.max-delay=1ms",
					"alwayson.resilience.defaults.max-attempts=" + ATTEMPTS)
			.withPropertyValues("alwayson.dependencies.images.type=blob",
					"alwayson.dependencies.images.endpoint=" + blobs,
					"alwayson.dependencies.images.container=" + this.storage.container())
			.withPropertyValues("alwayson.dependencies.secrets.type=key-vault",
					"alwayson.dependencies.secrets.endpoint=" + this.vault.endpoint());
	}

	/** Who has the builder. */
	enum Maker {

		/** It is a bean. */
		BEAN((context, builder) -> context.getBean(builder.getClass())),

		/** By hand. */
		HAND((context, builder) -> context.getBean(Resilience.class).configure(builder)),

		/** Both, and so twice. */
		BOTH((context, builder) -> context.getBean(Resilience.class).configure(context.getBean(builder.getClass())));

		private final BiFunction<ApplicationContext, Object, Object> way;

		Maker(BiFunction<ApplicationContext, Object, Object> way) {
			this.way = way;
		}

		@SuppressWarnings("unchecked")
		<B> B of(ApplicationContext context, B builder) {
			return (B) this.way.apply(context, builder);
		}

	}

}
