package io.alwayson.health.azure;

/**
 * Has the last word on the builder of a client that a check makes for itself, for example
 * to set a transport. Beans of this type are called in their order, those for the
 * builder's own type.
 *
 * @param <B> the SDK's builder, for example {@code BlobServiceClientBuilder}
 */
@FunctionalInterface
public interface HealthClientBuilderCustomizer<B> {

	/** Changes the builder of the client that checks the given dependency. */
	void customize(String dependency, B builder);

}
