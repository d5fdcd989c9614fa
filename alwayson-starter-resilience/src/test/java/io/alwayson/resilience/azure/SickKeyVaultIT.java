package io.alwayson.resilience.azure;

import java.util.concurrent.Callable;

import com.azure.core.credential.TokenCredential;
import com.azure.security.keyvault.secrets.SecretClient;
import com.azure.security.keyvault.secrets.SecretClientBuilder;
import io.alwayson.test.azure.KeyVaultServer;
import io.alwayson.test.fault.FaultProxy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * {@link SickServiceContract} for a key vault. What happens inside of TLS the vault does
 * itself.
 */
class SickKeyVaultIT extends SickServiceContract {

	private static KeyVaultServer vault;

	private FaultProxy proxy;

	@BeforeEach
	void start() {
		vault = KeyVaultServer.start();
		vault.put("known", "value");
		this.proxy = FaultProxy.to("127.0.0.1", vault.endpoint().getPort());
	}

	@AfterEach
	void stop() {
		this.proxy.close();
		vault.close();
	}

	@Override
	String[] declaration() {
		return new String[] { "alwayson.dependencies.sick.type=key-vault",
				"alwayson.dependencies.sick.endpoint=https://localhost:" + this.proxy.port() };
	}

	@Override
	ApplicationContextRunner prepared(ApplicationContextRunner runner) {
		return runner.withUserConfiguration(Access.class);
	}

	/** A list, because a secret is known after it was read once. */
	@Override
	Callable<?> call(ApplicationContext context) {
		SecretClient secrets = context.getBean("sick", SecretClient.class);
		return () -> secrets.listPropertiesOfSecrets().stream().toList();
	}

	@Override
	FaultProxy proxy() {
		return this.proxy;
	}

	/**
	 * Where the proxy keeps requests from the vault, each has a connection of its own.
	 */
	@Override
	long arrivals() {
		return Math.max(vault.requests(), this.proxy.connections());
	}

	@Override
	void respond(int status, String retryAfter) {
		vault.respond(status, retryAfter);
	}

	@Override
	void cut() {
		vault.cut();
	}

	@Override
	void heal() {
		vault.heal();
		this.proxy.heal();
	}

	@Configuration(proxyBeanMethods = false)
	static class Access {

		@Bean
		TokenCredential token() {
			return VaultAccess.TOKEN;
		}

		@Bean
		AzureClientBuilderCustomizer<SecretClientBuilder> trust() {
			return (dependency, builder) -> VaultAccess.trusting(vault.certificate(), builder);
		}

	}

}
