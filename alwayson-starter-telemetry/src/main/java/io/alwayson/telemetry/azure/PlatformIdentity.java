package io.alwayson.telemetry.azure;

import java.util.function.Function;

import com.azure.core.credential.TokenCredential;
import com.azure.identity.DefaultAzureCredentialBuilder;
import com.azure.identity.ManagedIdentityCredentialBuilder;
import com.azure.identity.WorkloadIdentityCredentialBuilder;
import org.jspecify.annotations.Nullable;

/**
 * The developer's own identity in {@code local}, else the identity that the platform
 * gave. Loaded only where azure-identity is there.
 */
public final class PlatformIdentity {

	/** Set in pods by Azure Workload Identity. */
	private static final String FEDERATED_TOKEN_FILE = "AZURE_FEDERATED_TOKEN_FILE";

	private static final String CLIENT_ID = "AZURE_CLIENT_ID";

	private PlatformIdentity() {
	}

	/**
	 * Makes the credential, which asks nobody yet.
	 * @param local whether this is a developer's machine
	 * @param settings the variables of the platform
	 */
	public static TokenCredential create(boolean local, Function<String, @Nullable String> settings) {
		if (local) {
			return new DefaultAzureCredentialBuilder().build();
		}
		if (settings.apply(FEDERATED_TOKEN_FILE) != null) {
			return new WorkloadIdentityCredentialBuilder().build();
		}
		ManagedIdentityCredentialBuilder builder = new ManagedIdentityCredentialBuilder();
		String clientId = settings.apply(CLIENT_ID);
		return ((clientId != null) ? builder.clientId(clientId) : builder).build();
	}

}
