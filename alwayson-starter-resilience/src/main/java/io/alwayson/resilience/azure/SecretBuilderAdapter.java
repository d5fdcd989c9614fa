package io.alwayson.resilience.azure;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;

import com.azure.core.http.policy.FixedDelayOptions;
import com.azure.core.http.policy.RetryOptions;
import com.azure.security.keyvault.secrets.SecretClientBuilder;
import io.alwayson.resilience.ClientBuilderAdapter;
import io.alwayson.resilience.Corridor;
import io.alwayson.workload.Dependency;
import io.alwayson.workload.Target;
import org.jspecify.annotations.Nullable;

/**
 * Protects what builders of key vaults' secrets make.
 */
public final class SecretBuilderAdapter implements ClientBuilderAdapter<SecretClientBuilder> {

	/** One owner of retries: the policy. The delay is never used, and must be said. */
	static final RetryOptions ONE_TRY = new RetryOptions(new FixedDelayOptions(0, Duration.ofMillis(1)));

	private final KnownSecrets known;

	/**
	 * Creates an adapter.
	 * @param known what the vaults gave
	 */
	public SecretBuilderAdapter(KnownSecrets known) {
		this.known = known;
	}

	@Override
	public Class<SecretClientBuilder> type() {
		return SecretClientBuilder.class;
	}

	@Override
	public boolean protect(SecretClientBuilder builder, Collection<Dependency> declared,
			Function<String, Corridor> corridors) {
		List<Dependency> vaults = declared.stream()
			.filter((dependency) -> dependency.target() instanceof Target.KeyVault)
			.toList();
		String address = vaults.isEmpty() ? null : vault(builder);
		for (Dependency dependency : vaults) {
			if (((Target.KeyVault) dependency.target()).endpoint().isAt(address)) {
				// Both at once are refused.
				builder.retryPolicy(null)
					.retryOptions(ONE_TRY)
					.addPolicy(this.known.policy())
					.addPolicy(ResiliencePipelinePolicy.of((request) -> corridors.apply(dependency.name())));
				return true;
			}
		}
		return false;
	}

	/** The builder does not tell, what it builds does. */
	private static @Nullable String vault(SecretClientBuilder builder) {
		try {
			return builder.buildClient().getVaultUrl();
		}
		catch (RuntimeException ex) {
			// Not complete: who completes it later has it protected later.
			return null;
		}
	}

}
