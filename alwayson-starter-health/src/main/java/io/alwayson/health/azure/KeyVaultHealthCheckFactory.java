package io.alwayson.health.azure;

import java.time.Duration;
import java.util.List;

import com.azure.core.credential.TokenCredential;
import com.azure.core.http.policy.FixedDelayOptions;
import com.azure.core.http.policy.RetryOptions;
import com.azure.security.keyvault.secrets.SecretClient;
import com.azure.security.keyvault.secrets.SecretClientBuilder;
import io.alwayson.health.HealthCheck;
import io.alwayson.health.HealthCheckFactory;
import io.alwayson.workload.Dependency;
import io.alwayson.workload.Endpoint;
import io.alwayson.workload.Target;
import org.jspecify.annotations.Nullable;

/**
 * Makes the checks of declared {@code key-vault} dependencies. A client of the
 * application does not show its pipeline: its retries stay, and make a time-out of a
 * vault that throttles. So one is made where the application's credential is there for
 * it, and theirs is used where it is not, or is asked for.
 */
public final class KeyVaultHealthCheckFactory implements HealthCheckFactory {

	private final ClientBeans beans;

	private final AzureAccess access;

	private final List<HealthClientBuilderCustomizer<SecretClientBuilder>> customizers;

	/**
	 * Creates the factory.
	 * @param beans the application's clients
	 * @param access how clients of our own get in
	 * @param customizers of clients of our own, called in this order
	 */
	public KeyVaultHealthCheckFactory(ClientBeans beans, AzureAccess access,
			List<HealthClientBuilderCustomizer<SecretClientBuilder>> customizers) {
		this.beans = beans;
		this.access = access;
		this.customizers = List.copyOf(customizers);
	}

	@Override
	public @Nullable HealthCheck create(Dependency dependency) {
		if (!(dependency.target() instanceof Target.KeyVault vault)) {
			return null;
		}
		boolean possible = this.beans.has(SecretClient.class) || this.access.isPossible(dependency);
		return possible ? new KeyVaultHealthCheck(() -> client(dependency, vault.endpoint())) : null;
	}

	private @Nullable SecretClient client(Dependency dependency, Endpoint endpoint) {
		SecretClient bound = this.beans.bound(SecretClient.class, dependency);
		if (bound != null && !dependency.client().equals(Dependency.CLIENT_AUTO)) {
			return bound;
		}
		Duration timeout = dependency.health().timeout();
		SecretClient own = own(dependency, endpoint, this.access.applicationCredential(timeout));
		if (own != null) {
			return own;
		}
		return (bound != null) ? bound
				: this.beans.all(SecretClient.class, dependency)
					.stream()
					.filter((client) -> endpoint.isAt(client.getVaultUrl()))
					.findFirst()
					.orElseGet(() -> own(dependency, endpoint, this.access.credential(timeout)));
	}

	private @Nullable SecretClient own(Dependency dependency, Endpoint endpoint, @Nullable TokenCredential credential) {
		if (credential == null) {
			return null;
		}
		SecretClientBuilder builder = new SecretClientBuilder().vaultUrl(endpoint.uri().toString())
			.credential(credential)
			.retryOptions(new RetryOptions(new FixedDelayOptions(0, dependency.health().retryInterval())))
			.httpClient(HttpTransport.within(dependency.health().timeout()));
		this.customizers.forEach((customizer) -> customizer.customize(dependency.name(), builder));
		return builder.buildClient();
	}

}
