package io.alwayson.health.azure;

import java.util.Iterator;
import java.util.function.Supplier;

import com.azure.core.http.rest.PagedResponse;
import com.azure.security.keyvault.secrets.SecretClient;
import com.azure.security.keyvault.secrets.models.SecretProperties;
import io.alwayson.health.HealthCheck;
import org.jspecify.annotations.Nullable;

/**
 * Lists the names of the first secrets, which the role Key Vault Secrets User may. Proves
 * the vault, the identity and its rights; an empty vault is up. Only a vault can answer
 * it: a token goes to no other host, and what is no list of secrets is a failure.
 */
final class KeyVaultHealthCheck implements HealthCheck {

	private final Supplier<@Nullable SecretClient> clients;

	private volatile @Nullable SecretClient client;

	/**
	 * Creates the check.
	 * @param clients gives a client, or {@code null} if there can be none; asked until it
	 * gives one
	 */
	KeyVaultHealthCheck(Supplier<@Nullable SecretClient> clients) {
		this.clients = clients;
	}

	@Override
	public Answer check() {
		SecretClient vault = this.client;
		if (vault == null) {
			vault = this.clients.get();
			this.client = vault;
		}
		if (vault == null) {
			return AzureAnswers.NO_CREDENTIAL;
		}
		try {
			Iterator<PagedResponse<SecretProperties>> pages = vault.listPropertiesOfSecrets()
				.iterableByPage()
				.iterator();
			return (pages.hasNext() && pages.next().getValue() != null) ? Answer.up() : Answer.down("NO_VAULT");
		}
		catch (RuntimeException ex) {
			return AzureAnswers.of(ex);
		}
	}

}
