package io.alwayson.resilience.azure;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

import com.azure.core.credential.TokenCredential;
import com.azure.core.http.HttpClient;
import com.azure.core.http.netty.NettyAsyncHttpClientBuilder;
import com.azure.core.util.HttpClientOptions;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.BlobServiceClient;
import com.azure.storage.blob.BlobServiceClientBuilder;
import com.azure.storage.common.policy.RequestRetryOptions;
import com.azure.storage.common.policy.RetryPolicyType;
import io.alwayson.resilience.Resilience;
import io.alwayson.workload.Dependency;
import io.alwayson.workload.Endpoint;
import io.alwayson.workload.ResiliencePolicy;
import io.alwayson.workload.Target;
import io.alwayson.workload.Workload;
import org.jspecify.annotations.Nullable;

/**
 * Makes the clients of declared blob dependencies. Making one reaches no network.
 */
public final class BlobClients {

	private static final boolean NETTY = isPresent("com.azure.core.http.netty.NettyAsyncHttpClientBuilder");

	private final Workload workload;

	private final Resilience resilience;

	private final Supplier<@Nullable TokenCredential> credential;

	private final List<BlobClientBuilderCustomizer> customizers;

	/**
	 * Creates a factory.
	 * @param workload what is declared
	 * @param resilience where the corridors are
	 * @param credential the shared credential; asked only for endpoints without a
	 * connection string
	 * @param customizers called in this order
	 */
	public BlobClients(Workload workload, Resilience resilience, Supplier<@Nullable TokenCredential> credential,
			List<BlobClientBuilderCustomizer> customizers) {
		this.workload = workload;
		this.resilience = resilience;
		this.credential = credential;
		this.customizers = List.copyOf(customizers);
	}

	/** A client of the declared container. */
	public BlobContainerClient container(String dependency) {
		Target.Blob target = target(dependency);
		if (target.container() == null) {
			throw new IllegalArgumentException(
					"No container is declared under alwayson.dependencies." + dependency + ".container");
		}
		return service(dependency).getBlobContainerClient(target.container());
	}

	/** A client of the whole account. */
	public BlobServiceClient service(String dependency) {
		Endpoint endpoint = target(dependency).endpoint();
		BlobServiceClientBuilder builder = new BlobServiceClientBuilder()
			// One owner of retries: the policy. Its timeouts bound each try.
			.retryOptions(new RequestRetryOptions(RetryPolicyType.FIXED, 1, (Duration) null, null, null, null))
			.addPolicy(new ResiliencePipelinePolicy(this.resilience.corridor(dependency)))
			.httpClient(httpClient(declared(dependency).resilience()));
		if (endpoint.connectionString() != null) {
			builder.connectionString(endpoint.connectionString());
		}
		else {
			builder.endpoint(endpoint.uri().toString()).credential(credential(dependency));
		}
		this.customizers.forEach((customizer) -> customizer.customize(dependency, builder));
		return builder.buildClient();
	}

	private TokenCredential credential(String dependency) {
		TokenCredential found = this.credential.get();
		if (found == null) {
			throw new IllegalStateException("No credential for alwayson.dependencies." + dependency
					+ ": add com.azure:azure-identity, or define a bean of type TokenCredential");
		}
		return found;
	}

	/** Backstops: several of the SDK's own defaults are a minute or more. */
	private static HttpClient httpClient(ResiliencePolicy policy) {
		Duration deadline = policy.deadline();
		HttpClientOptions options = new HttpClientOptions().setConnectTimeout(policy.connectTimeout())
			.setWriteTimeout(deadline)
			.setResponseTimeout(deadline)
			.setReadTimeout(deadline);
		return NETTY ? Netty.httpClient(options) : HttpClient.createDefault(options);
	}

	private Target.Blob target(String dependency) {
		if (declared(dependency).target() instanceof Target.Blob blob) {
			return blob;
		}
		throw new IllegalArgumentException("The dependency '" + dependency + "' is not of type blob");
	}

	private Dependency declared(String dependency) {
		Dependency declared = this.workload.dependency(dependency);
		if (declared == null) {
			throw new IllegalArgumentException("No dependency '" + dependency + "' is declared");
		}
		return declared;
	}

	private static boolean isPresent(String type) {
		try {
			Class.forName(type, false, BlobClients.class.getClassLoader());
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
