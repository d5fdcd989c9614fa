package io.alwayson.health.azure;

import java.util.List;

import com.azure.storage.blob.BlobServiceClientBuilder;
import io.alwayson.health.HealthCheck;
import io.alwayson.health.HealthCheckFactory;
import io.alwayson.workload.Dependency;
import io.alwayson.workload.Target;
import org.jspecify.annotations.Nullable;

/**
 * Makes the checks of declared {@code blob} dependencies. Each goes through the
 * application's own client, its transport, credential and policies, but not its retries.
 */
public final class BlobHealthCheckFactory implements HealthCheckFactory {

	private final BlobClients clients;

	/**
	 * Creates the factory.
	 * @param beans the application's clients
	 * @param access how clients of our own get in
	 * @param customizers of clients of our own, called in this order
	 */
	public BlobHealthCheckFactory(ClientBeans beans, AzureAccess access,
			List<HealthClientBuilderCustomizer<BlobServiceClientBuilder>> customizers) {
		this.clients = new BlobClients(beans, access, customizers);
	}

	@Override
	public @Nullable HealthCheck create(Dependency dependency) {
		if (!(dependency.target() instanceof Target.Blob blob)) {
			return null;
		}
		return this.clients.isPossible(dependency)
				? new BlobHealthCheck(blob.container(), () -> this.clients.of(dependency, blob.endpoint())) : null;
	}

}
