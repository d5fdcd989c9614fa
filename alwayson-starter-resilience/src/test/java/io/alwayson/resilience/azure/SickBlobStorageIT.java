package io.alwayson.resilience.azure;

import java.util.concurrent.Callable;

import com.azure.storage.blob.BlobContainerClient;
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

	private BrokenStorage storage;

	@BeforeEach
	void start() {
		this.storage = new BrokenStorage(azurite);
	}

	@AfterEach
	void stop() {
		this.storage.close();
	}

	@Override
	String[] declaration() {
		return new String[] { "alwayson.dependencies.sick.type=blob",
				"alwayson.dependencies.sick.endpoint=" + this.storage.connectionString(),
				"alwayson.dependencies.sick.container=" + this.storage.container() };
	}

	@Override
	Callable<?> call(ApplicationContext context) {
		return context.getBean("sick", BlobContainerClient.class).getBlobClient("known")::downloadContent;
	}

	@Override
	FaultProxy proxy() {
		return this.storage.proxy();
	}

	/** A connection that is reset may have brought a request. */
	@Override
	long arrivals() {
		return Math.max(proxy().requests(), proxy().connections());
	}

	@Override
	void respond(int status, String retryAfter) {
		proxy().respond(status, retryAfter);
	}

	@Override
	void cut() {
		proxy().cut();
	}

	@Override
	void heal() {
		proxy().heal();
	}

}
