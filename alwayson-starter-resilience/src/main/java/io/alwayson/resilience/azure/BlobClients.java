package io.alwayson.resilience.azure;

import java.util.List;
import java.util.stream.Stream;

import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.BlobServiceClient;
import com.azure.storage.blob.BlobServiceClientBuilder;
import io.alwayson.resilience.ClientWarmUp;
import io.alwayson.resilience.Corridor;
import io.alwayson.workload.Endpoint;
import io.alwayson.workload.Target;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives out the clients of declared blob dependencies: the application's own of the same
 * endpoint, where it has one, else one that is made for it, which reaches no network.
 */
public final class BlobClients implements ClientWarmUp {

	private static final Logger logger = LoggerFactory.getLogger(BlobClients.class);

	private final AzureClientParts parts;

	private final ApplicationClients existing;

	private final List<AzureClientBuilderCustomizer<BlobServiceClientBuilder>> customizers;

	/**
	 * Creates a factory.
	 * @param parts what clients are made of
	 * @param existing the application's own clients
	 * @param customizers called in this order
	 */
	public BlobClients(AzureClientParts parts, ApplicationClients existing,
			List<AzureClientBuilderCustomizer<BlobServiceClientBuilder>> customizers) {
		this.parts = parts;
		this.existing = existing;
		this.customizers = List.copyOf(customizers);
	}

	/** A client of the declared container. */
	public BlobContainerClient container(String dependency) {
		String container = target(dependency).container();
		if (container == null) {
			throw new IllegalArgumentException(
					"No container is declared under alwayson.dependencies." + dependency + ".container");
		}
		return service(dependency).getBlobContainerClient(container);
	}

	/** A client of the whole account. */
	public BlobServiceClient service(String dependency) {
		Endpoint endpoint = target(dependency).endpoint();
		BlobServiceClient own = own(endpoint);
		if (own == null) {
			return make(dependency, endpoint);
		}
		if (!ResiliencePipelinePolicy.isIn(own.getHttpPipeline())) {
			logger.warn("The client of alwayson.dependencies.{} is a bean of the application, and not protected. "
					+ "Make its builder a bean too, or pass it to Resilience.configure", dependency);
		}
		return own;
	}

	@Override
	public boolean warm(String dependency, Object client) {
		if (client instanceof BlobContainerClient container) {
			container.exists();
			return true;
		}
		return false;
	}

	private @Nullable BlobServiceClient own(Endpoint endpoint) {
		return Stream
			.concat(this.existing.all(BlobServiceClient.class).stream(),
					this.existing.all(BlobContainerClient.class).stream().map(BlobContainerClient::getServiceClient))
			.filter((client) -> endpoint.isAt(client.getAccountUrl()))
			.findFirst()
			.orElse(null);
	}

	private BlobServiceClient make(String dependency, Endpoint endpoint) {
		Corridor corridor = this.parts.corridor(dependency);
		BlobServiceClientBuilder builder = new BlobServiceClientBuilder().retryOptions(BlobBuilderAdapter.ONE_TRY)
			.addPolicy(ResiliencePipelinePolicy.ofStorage((request) -> corridor))
			.httpClient(this.parts.httpClient(dependency));
		if (endpoint.connectionString() != null) {
			builder.connectionString(endpoint.connectionString());
		}
		else {
			builder.endpoint(endpoint.uri().toString()).credential(this.parts.credential(dependency));
		}
		this.customizers.forEach((customizer) -> customizer.customize(dependency, builder));
		return builder.buildClient();
	}

	private Target.Blob target(String dependency) {
		if (this.parts.declared(dependency).target() instanceof Target.Blob blob) {
			return blob;
		}
		throw new IllegalArgumentException("The dependency '" + dependency + "' is not of type blob");
	}

}
