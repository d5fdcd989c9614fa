package io.alwayson.health.azure;

import java.util.UUID;

import com.azure.storage.blob.BlobServiceClient;
import com.azure.storage.blob.BlobServiceClientBuilder;
import io.alwayson.health.autoconfigure.StampHealthAutoConfiguration;
import io.alwayson.health.autoconfigure.StampHealthAzureAutoConfiguration;
import io.alwayson.test.azure.Azurite;
import io.alwayson.test.fault.FaultProxy;
import io.alwayson.workload.autoconfigure.WorkloadAutoConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static io.alwayson.health.azure.Verdicts.awaitState;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The check of blob storage, with Azure's client, against a real Azurite behind a fault
 * proxy.
 */
@Timeout(180)
class BlobHealthIT {

	@RegisterExtension
	static final Azurite azurite = Azurite.blob();

	private final String container = "test-" + UUID.randomUUID();

	private FaultProxy proxy;

	@BeforeEach
	void start() {
		this.proxy = FaultProxy.to(azurite.blobEndpoint());
		new BlobServiceClientBuilder().connectionString(azurite.connectionString())
			.buildClient()
			.createBlobContainer(this.container);
	}

	@AfterEach
	void stop() {
		this.proxy.close();
	}

	@Test
	void aContainerIsAskedForByItsProperties() {
		runner(this.container).run((context) -> awaitState(context, "UP"));
	}

	@Test
	void anAccountWithoutAContainerIsAskedForItsContainers() {
		runner(null).run((context) -> awaitState(context, "UP"));
	}

	@Test
	void aContainerThatIsMissingIsNotFound() {
		runner("no-such-container").run((context) -> awaitState(context, "DOWN NOT_FOUND"));
	}

	@Test
	void faultsAreSeenAndAreOverWhenTheyEnd() {
		runner(this.container).run((context) -> {
			awaitState(context, "UP");
			this.proxy.refuse();
			awaitState(context, "DOWN CONNECT_FAILED");
			this.proxy.heal();
			awaitState(context, "UP");
			this.proxy.hang();
			awaitState(context, "DOWN TIMEOUT");
			assertThat(Thread.getAllStackTraces().keySet()).filteredOn((thread) -> thread.getName().contains("images"))
				.hasSizeLessThanOrEqualTo(2);
			this.proxy.heal();
			awaitState(context, "UP");
			this.proxy.respond(403);
			awaitState(context, "DOWN HTTP_403");
			this.proxy.respond(503, "1");
			awaitState(context, "DOWN HTTP_503");
			this.proxy.respond(429, "1");
			awaitState(context, "SLOW HTTP_429");
			this.proxy.heal();
			awaitState(context, "UP");
		});
	}

	@Test
	void aClientOfTheApplicationIsUsedWithoutItsRetries() {
		BlobServiceClient own = new BlobServiceClientBuilder()
			.connectionString(azurite.connectionString(this.proxy.uri()))
			.buildClient();
		// No key here, and no token goes over plain HTTP: what answers is the bean.
		runner(this.container)
			.withPropertyValues("alwayson.dependencies.images.endpoint=" + this.proxy.uri(),
					"alwayson.dependencies.images.health.interval=1m",
					"alwayson.dependencies.images.health.retry-interval=1m")
			.withBean(BlobServiceClient.class, () -> own)
			.run((context) -> {
				awaitState(context, "UP");
				assertThat(this.proxy.requests()).isEqualTo(1);
			});
		this.proxy.resetCounts();
		this.proxy.respond(503);
		runner(this.container)
			.withPropertyValues("alwayson.dependencies.images.endpoint=" + this.proxy.uri(),
					"alwayson.dependencies.images.health.interval=1m",
					"alwayson.dependencies.images.health.retry-interval=1m")
			.withBean(BlobServiceClient.class, () -> own)
			.run((context) -> {
				awaitState(context, "DOWN HTTP_503");
				assertThat(this.proxy.requests()).isEqualTo(1);
			});
	}

	private ApplicationContextRunner runner(String container) {
		ApplicationContextRunner runner = new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(WorkloadAutoConfiguration.class,
					StampHealthAutoConfiguration.class, StampHealthAzureAutoConfiguration.class))
			.withPropertyValues("alwayson.dependencies.images.type=blob",
					"alwayson.dependencies.images.endpoint=" + azurite.connectionString(this.proxy.uri()),
					"alwayson.dependencies.images.health.interval=300ms",
					"alwayson.dependencies.images.health.retry-interval=300ms",
					"alwayson.dependencies.images.health.timeout=2s");
		return (container == null) ? runner
				: runner.withPropertyValues("alwayson.dependencies.images.container=" + container);
	}

}
