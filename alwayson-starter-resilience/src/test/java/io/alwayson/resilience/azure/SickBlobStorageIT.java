package io.alwayson.resilience.azure;

import java.util.UUID;
import java.util.concurrent.Callable;

import com.azure.core.util.BinaryData;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.BlobServiceClientBuilder;
import io.alwayson.test.azure.Azurite;
import io.alwayson.test.fault.FaultProxy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.context.ApplicationContext;

/**
 * {@link SickServiceContract} for blob storage.
 */
class SickBlobStorageIT extends SickServiceContract {

	@RegisterExtension
	static final Azurite azurite = Azurite.blob();

	private final String container = "sick-" + UUID.randomUUID();

	private FaultProxy proxy;

	@BeforeEach
	void start() {
		new BlobServiceClientBuilder().connectionString(azurite.connectionString())
			.buildClient()
			.createBlobContainer(this.container)
			.getBlobClient("known")
			.upload(BinaryData.fromString("content"));
		this.proxy = FaultProxy.to(azurite.blobEndpoint());
	}

	@AfterEach
	void stop() {
		this.proxy.close();
	}

	@Override
	String[] declaration() {
		return new String[] { "alwayson.dependencies.sick.type=blob",
				"alwayson.dependencies.sick.endpoint=" + azurite.connectionString(this.proxy.uri()),
				"alwayson.dependencies.sick.container=" + this.container };
	}

	@Override
	Callable<?> call(ApplicationContext context) {
		return context.getBean("sick", BlobContainerClient.class).getBlobClient("known")::downloadContent;
	}

	@Override
	FaultProxy proxy() {
		return this.proxy;
	}

	/** A connection that is reset may have brought a request. */
	@Override
	long arrivals() {
		return Math.max(this.proxy.requests(), this.proxy.connections());
	}

	@Override
	void respond(int status, String retryAfter) {
		this.proxy.respond(status, retryAfter);
	}

	@Override
	void cut() {
		this.proxy.cut();
	}

	@Override
	void heal() {
		this.proxy.heal();
	}

}
