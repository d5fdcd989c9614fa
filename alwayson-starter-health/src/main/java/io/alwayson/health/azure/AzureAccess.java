package io.alwayson.health.azure;

import java.time.Duration;
import java.util.function.Function;

import com.azure.core.credential.TokenCredential;
import io.alwayson.workload.Dependency;
import io.alwayson.workload.Endpoint;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the checks' own clients get in: with the connection string that the environment
 * {@code local} allows, else with the application's {@link TokenCredential}, else with
 * the platform's identity, which is made once, and not before it is needed. Thread-safe.
 */
public final class AzureAccess {

	private static final Logger logger = LoggerFactory.getLogger(AzureAccess.class);

	private static final boolean IDENTITY = isPresent("com.azure.identity.DefaultAzureCredentialBuilder");

	private final ClientBeans beans;

	private final boolean local;

	private final Function<String, @Nullable String> settings;

	private @Nullable TokenCredential platform;

	/**
	 * Creates the access.
	 * @param beans where the application's credential is
	 * @param local whether this is a developer's machine
	 * @param settings of the platform, such as {@code AZURE_CLIENT_ID}
	 */
	public AzureAccess(ClientBeans beans, boolean local, Function<String, @Nullable String> settings) {
		this.beans = beans;
		this.local = local;
		this.settings = settings;
	}

	/**
	 * Whether a client of the check's own could be made. Says so in the log if not. Makes
	 * nothing.
	 */
	public boolean isPossible(Dependency dependency) {
		Endpoint endpoint = dependency.target().endpoint();
		if (endpoint == null) {
			return false;
		}
		boolean possible = isPossible(endpoint);
		if (!possible) {
			logger.warn(
					"No health check for alwayson.dependencies.{}: there is no credential. "
							+ "Add com.azure:azure-identity, or define a bean of type TokenCredential",
					dependency.name());
		}
		return possible;
	}

	/** Whether a client for that endpoint could be made. Makes nothing. */
	boolean isPossible(Endpoint endpoint) {
		return endpoint.connectionString() != null || IDENTITY || this.beans.has(TokenCredential.class);
	}

	/**
	 * The credential for endpoints without a connection string, or {@code null} if there
	 * is none, or several beans and none of them primary and no azure-identity.
	 */
	public @Nullable TokenCredential credential() {
		TokenCredential bean = this.beans.only(TokenCredential.class);
		return (bean != null || !IDENTITY) ? bean : platform();
	}

	/**
	 * The same for a check, whose time it takes.
	 * @param timeout of the check's run
	 */
	@Nullable CheckCredential credential(Duration timeout) {
		return checked(credential(), timeout);
	}

	/**
	 * The same where it is the application's own, else {@code null}.
	 * @param timeout of the check's run
	 */
	@Nullable CheckCredential applicationCredential(Duration timeout) {
		return checked(this.beans.only(TokenCredential.class), timeout);
	}

	private static @Nullable CheckCredential checked(@Nullable TokenCredential credential, Duration timeout) {
		return (credential != null) ? new CheckCredential(credential, timeout) : null;
	}

	private synchronized TokenCredential platform() {
		TokenCredential existing = this.platform;
		if (existing == null) {
			existing = PlatformIdentity.create(this.local, this.settings);
			this.platform = existing;
		}
		return existing;
	}

	private static boolean isPresent(String type) {
		try {
			Class.forName(type, false, AzureAccess.class.getClassLoader());
			return true;
		}
		catch (ClassNotFoundException | LinkageError ex) {
			return false;
		}
	}

}
