package io.alwayson.resilience.azure;

import java.time.Duration;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import com.azure.core.http.HttpClient;
import com.azure.core.http.netty.NettyAsyncHttpClientBuilder;
import com.azure.core.util.HttpClientOptions;
import io.alwayson.resilience.Corridor;
import io.alwayson.workload.Dependency;
import io.alwayson.workload.ResiliencePolicy;
import io.alwayson.workload.Stamp;
import io.alwayson.workload.Workload;
import org.jspecify.annotations.Nullable;

/**
 * What the clients of declared Azure services are made of. Making them reaches no
 * network.
 */
public final class AzureClientParts {

	private static final boolean NETTY = isPresent("com.azure.core.http.netty.NettyAsyncHttpClientBuilder");

	private final Workload workload;

	private final Function<String, Corridor> corridors;

	private final Supplier<@Nullable TokenCredential> credential;

	/**
	 * Creates the parts.
	 * @param workload what is declared
	 * @param corridors by name
	 * @param credential the shared credential; asked only for endpoints without a
	 * connection string
	 */
	public AzureClientParts(Workload workload, Function<String, Corridor> corridors,
			Supplier<@Nullable TokenCredential> credential) {
		this.workload = workload;
		this.corridors = corridors;
		this.credential = credential;
	}

	/** The declaration. */
	Dependency declared(String dependency) {
		Dependency declared = this.workload.dependency(dependency);
		if (declared == null) {
			throw new IllegalArgumentException("No dependency '" + dependency + "' is declared");
		}
		return declared;
	}

	/** All that is declared. */
	Stream<Dependency> all() {
		return this.workload.dependencies().values().stream();
	}

	/** Where we are. */
	Stamp stamp() {
		return this.workload.stamp();
	}

	Corridor corridor(String dependency) {
		return this.corridors.apply(dependency);
	}

	TokenCredential credential(String dependency) {
		TokenCredential found = this.credential.get();
		if (found == null) {
			throw new IllegalStateException("No credential for alwayson.dependencies." + dependency
					+ ": add com.azure:azure-identity, or define a bean of type TokenCredential");
		}
		return found;
	}

	/** Whether it is reached with the credential. */
	boolean needsToken(String dependency) {
		return Objects.requireNonNull(declared(dependency).target().endpoint()).connectionString() == null;
	}

	/** Has a first token made; the credential keeps it. */
	void token(String dependency, String scope) {
		credential(dependency).getTokenSync(new TokenRequestContext().addScopes(scope));
	}

	/** With backstops: several of the SDK's own defaults are a minute or more. */
	HttpClient httpClient(String dependency) {
		ResiliencePolicy policy = declared(dependency).resilience();
		Duration deadline = policy.deadline();
		HttpClientOptions options = new HttpClientOptions().setConnectTimeout(policy.connectTimeout())
			.setWriteTimeout(deadline)
			.setResponseTimeout(deadline)
			.setReadTimeout(deadline);
		return NETTY ? Netty.httpClient(options) : HttpClient.createDefault(options);
	}

	private static boolean isPresent(String type) {
		try {
			Class.forName(type, false, AzureClientParts.class.getClassLoader());
			return true;
		}
		catch (ClassNotFoundException ex) {
			return false;
		}
	}

	/** Loaded only where the transport is there. */
	private static final class Netty {

		/**
		 * Reactor Netty sends a request again when a kept connection turns out to be
		 * gone.
		 */
		static HttpClient httpClient(HttpClientOptions options) {
			return new NettyAsyncHttpClientBuilder(reactor.netty.http.client.HttpClient.create().disableRetry(true))
				.connectTimeout(options.getConnectTimeout())
				.writeTimeout(options.getWriteTimeout())
				.responseTimeout(options.getResponseTimeout())
				.readTimeout(options.getReadTimeout())
				.build();
		}

	}

}
