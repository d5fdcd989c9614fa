package io.alwayson.resilience.autoconfigure;

import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.BlobServiceClient;
import io.alwayson.workload.Target;
import org.jspecify.annotations.Nullable;

/**
 * Registers the clients of declared blob dependencies.
 */
final class BlobClientRegistrar extends AzureClientRegistrar {

	static final String FACTORY = "alwaysonBlobClients";

	BlobClientRegistrar() {
		super(FACTORY);
	}

	@Override
	@Nullable Client clientOf(Target target) {
		if (!(target instanceof Target.Blob blob)) {
			return null;
		}
		return (blob.container() == null) ? new Client(BlobServiceClient.class, "service")
				: new Client(BlobContainerClient.class, "container");
	}

}
