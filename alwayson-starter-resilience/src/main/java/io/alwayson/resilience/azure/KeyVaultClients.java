package io.alwayson.resilience.azure;

import java.util.List;

import com.azure.security.keyvault.secrets.SecretClient;
import com.azure.security.keyvault.secrets.SecretClientBuilder;
import io.alwayson.resilience.ClientWarmUp;
import io.alwayson.resilience.Corridor;
import io.alwayson.workload.Target;

/**
 * Gives out the clients of declared key vaults: the application's own of the same vault,
 * where it has one, else one that is made for it, which reaches no network.
 */
public final class KeyVaultClients implements ClientWarmUp {

	private final AzureClientParts parts;

	private final ApplicationClients existing;

	private final KnownSecrets known;

	private final List<AzureClientBuilderCustomizer<SecretClientBuilder>> customizers;

	/**
	 * Creates a factory.
	 * @param parts what clients are made of
	 * @param existing the application's own clients
	 * @param known what the vaults gave
	 * @param customizers called in this order
	 */
	public KeyVaultClients(AzureClientParts parts, ApplicationClients existing, KnownSecrets known,
			List<AzureClientBuilderCustomizer<SecretClientBuilder>> customizers) {
		this.parts = parts;
		this.existing = existing;
		this.known = known;
		this.customizers = List.copyOf(customizers);
	}

	/** A client of the vault's secrets. */
	public SecretClient secrets(String dependency) {
		if (!(this.parts.declared(dependency).target() instanceof Target.KeyVault vault)) {
			throw new IllegalArgumentException("The dependency '" + dependency + "' is not of type key-vault");
		}
		return this.existing.all(SecretClient.class)
			.stream()
			.filter((client) -> vault.endpoint().isAt(client.getVaultUrl()))
			.findFirst()
			.orElseGet(() -> make(dependency, vault));
	}

	/** A token alone: nobody knows what it may read. */
	@Override
	public boolean warm(String dependency, Object client) {
		if (client instanceof SecretClient && this.parts.needsToken(dependency)) {
			this.parts.token(dependency, "https://vault.azure.net/.default");
			return true;
		}
		return false;
	}

	private SecretClient make(String dependency, Target.KeyVault vault) {
		Corridor corridor = this.parts.corridor(dependency);
		SecretClientBuilder builder = new SecretClientBuilder().vaultUrl(vault.endpoint().uri().toString())
			.credential(this.parts.credential(dependency))
			.retryOptions(SecretBuilderAdapter.ONE_TRY)
			.addPolicy(this.known.policy())
			.addPolicy(ResiliencePipelinePolicy.of((request) -> corridor))
			.httpClient(this.parts.httpClient(dependency));
		this.customizers.forEach((customizer) -> customizer.customize(dependency, builder));
		return builder.buildClient();
	}

}
