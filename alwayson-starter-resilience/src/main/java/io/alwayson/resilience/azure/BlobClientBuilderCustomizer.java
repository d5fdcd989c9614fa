package io.alwayson.resilience.azure;

import com.azure.storage.blob.BlobServiceClientBuilder;

/**
 * Has the last word on the builder of a declared blob dependency's client. Beans of this
 * type are called in their order.
 */
@FunctionalInterface
public interface BlobClientBuilderCustomizer {

	/** Changes the builder of the client of the given dependency. */
	void customize(String dependency, BlobServiceClientBuilder builder);

}
