package io.alwayson.resilience.autoconfigure;

import com.azure.security.keyvault.secrets.SecretClient;
import io.alwayson.workload.Target;
import org.jspecify.annotations.Nullable;

/**
 * Registers the clients of declared key vaults.
 */
final class KeyVaultClientRegistrar extends AzureClientRegistrar {

	static final String FACTORY = "alwaysonKeyVaultClients";

	KeyVaultClientRegistrar() {
		super(FACTORY);
	}

	@Override
	@Nullable Client clientOf(Target target) {
		return (target instanceof Target.KeyVault) ? new Client(SecretClient.class, "secrets") : null;
	}

}
