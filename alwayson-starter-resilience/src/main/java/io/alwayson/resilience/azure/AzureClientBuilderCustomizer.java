package io.alwayson.resilience.azure;

/**
 * Has the last word on the builder of a declared dependency's client. Beans of this type
 * are called in their order, those for the builder's own type.
 *
 * @param <B> the SDK's builder, for example {@code BlobServiceClientBuilder}
 */
@FunctionalInterface
public interface AzureClientBuilderCustomizer<B> {

	/** Changes the builder of the client of the given dependency. */
	void customize(String dependency, B builder);

}
