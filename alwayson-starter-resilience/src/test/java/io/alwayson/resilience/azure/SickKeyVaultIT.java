package io.alwayson.resilience.azure;

import java.util.concurrent.Callable;

import com.azure.security.keyvault.secrets.SecretClient;
import io.alwayson.test.azure.KeyVaultServer;
import io.alwayson.test.fault.FaultProxy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

/**
 * {@link SickServiceContract} for a key vault. What happens inside of TLS the vault does
 * itself.
 */
class SickKeyVaultIT extends SickServiceContract {

	private KeyVaultServer vault;

	private FaultProxy proxy;

	@BeforeEach
	void start() {
		this.vault = KeyVaultServer.start();
		this.vault.put("known", "value");
		this.proxy = FaultProxy.to("127.0.0.1", this.vault.endpoint().getPort());
	}

	@AfterEach
	void stop() {
		this.proxy.close();
		this.vault.close();
	}

	@Override
	String[] declaration() {
		return new String[] { "alwayson.dependencies.sick.type=key-vault",
				"alwayson.dependencies.sick.endpoint=https://localhost:" + this.proxy.port() };
	}

	@Override
	ApplicationContextRunner prepared(ApplicationContextRunner runner) {
		return VaultAccess.into(this.vault, runner);
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
		return Math.max(this.vault.requests(), this.proxy.connections());
	}

	@Override
	void respond(int status, String retryAfter) {
		this.vault.respond(status, retryAfter);
	}

	@Override
	void cut() {
		this.vault.cut();
	}

	@Override
	void heal() {
		this.vault.heal();
		this.proxy.heal();
	}

}
