package io.alwayson.resilience.azure;

import java.util.UUID;

import com.azure.core.util.BinaryData;
import com.azure.storage.blob.BlobServiceClientBuilder;
import io.alwayson.test.azure.Azurite;
import io.alwayson.test.fault.FaultProxy;

/**
 * A container of its own with one blob, {@code known}, behind a proxy that breaks.
 */
final class BrokenStorage implements AutoCloseable {

	static final String CONTENT = "content";

	private final Azurite azurite;

	private final String container = "broken-" + UUID.randomUUID();

	private final FaultProxy proxy;

	BrokenStorage(Azurite azurite) {
		this.azurite = azurite;
		new BlobServiceClientBuilder().connectionString(azurite.connectionString())
			.buildClient()
			.createBlobContainer(this.container)
			.getBlobClient("known")
			.upload(BinaryData.fromString(CONTENT));
		this.proxy = FaultProxy.to(azurite.blobEndpoint());
	}

	/** Its name. */
	String container() {
		return this.container;
	}

	/** Through the proxy. */
	String connectionString() {
		return this.azurite.connectionString(this.proxy.uri());
	}

	FaultProxy proxy() {
		return this.proxy;
	}

	@Override
	public void close() {
		this.proxy.close();
	}

}
