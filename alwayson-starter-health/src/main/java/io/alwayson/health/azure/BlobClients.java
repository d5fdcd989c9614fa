package io.alwayson.health.azure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import com.azure.core.credential.TokenCredential;
import com.azure.core.http.HttpPipeline;
import com.azure.core.http.HttpPipelineBuilder;
import com.azure.core.http.policy.HttpPipelinePolicy;
import com.azure.core.http.policy.RetryPolicy;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.BlobServiceClient;
import com.azure.storage.blob.BlobServiceClientBuilder;
import com.azure.storage.common.policy.RequestRetryOptions;
import com.azure.storage.common.policy.RequestRetryPolicy;
import com.azure.storage.common.policy.RetryPolicyType;
import io.alwayson.workload.Dependency;
import io.alwayson.workload.Endpoint;
import org.jspecify.annotations.Nullable;

/**
 * Gives out clients of blob storage that do not retry: the application's own, with its
 * transport, credential and policies, else one that is made for the purpose.
 */
final class BlobClients {

	private final ClientBeans beans;

	private final AzureAccess access;

	private final List<HealthClientBuilderCustomizer<BlobServiceClientBuilder>> customizers;

	BlobClients(ClientBeans beans, AzureAccess access,
			List<HealthClientBuilderCustomizer<BlobServiceClientBuilder>> customizers) {
		this.beans = beans;
		this.access = access;
		this.customizers = List.copyOf(customizers);
	}

	/**
	 * Whether there could be a client for that dependency. Says so in the log if not.
	 * Makes none.
	 */
	boolean isPossible(Dependency dependency) {
		return hasAny() || this.access.isPossible(dependency);
	}

	/** Whether there could be a client for that endpoint. Makes none. */
	boolean isPossible(Endpoint endpoint) {
		return hasAny() || this.access.isPossible(endpoint);
	}

	private boolean hasAny() {
		return this.beans.has(BlobContainerClient.class) || this.beans.has(BlobServiceClient.class);
	}

	/** The client for a declared dependency, or {@code null} if there can be none. */
	@Nullable BlobServiceClient of(Dependency dependency, Endpoint endpoint) {
		BlobServiceClient existing = existing(dependency, endpoint);
		return (existing != null) ? withoutRetries(existing)
				: own(dependency.name(), endpoint, dependency.health().timeout());
	}

	/**
	 * The client for an account that is not declared, or {@code null} if there can be
	 * none.
	 */
	@Nullable BlobServiceClient at(Endpoint endpoint, String name, Duration timeout) {
		BlobServiceClient existing = existing(this.beans.all(BlobServiceClient.class),
				this.beans.all(BlobContainerClient.class), endpoint);
		return (existing != null) ? withoutRetries(existing) : own(name, endpoint, timeout);
	}

	private @Nullable BlobServiceClient existing(Dependency dependency, Endpoint endpoint) {
		BlobContainerClient container = this.beans.bound(BlobContainerClient.class, dependency);
		if (container != null) {
			return container.getServiceClient();
		}
		BlobServiceClient service = this.beans.bound(BlobServiceClient.class, dependency);
		if (service != null) {
			return service;
		}
		return existing(this.beans.all(BlobServiceClient.class, dependency),
				this.beans.all(BlobContainerClient.class, dependency), endpoint);
	}

	private static @Nullable BlobServiceClient existing(List<BlobServiceClient> services,
			List<BlobContainerClient> containers, Endpoint endpoint) {
		List<BlobServiceClient> all = new ArrayList<>(services);
		containers.forEach((client) -> all.add(client.getServiceClient()));
		return all.stream().filter((client) -> endpoint.isAt(client.getAccountUrl())).findFirst().orElse(null);
	}

	private static BlobServiceClient withoutRetries(BlobServiceClient client) {
		HttpPipeline pipeline = client.getHttpPipeline();
		List<HttpPipelinePolicy> policies = new ArrayList<>();
		for (int i = 0; i < pipeline.getPolicyCount(); i++) {
			HttpPipelinePolicy policy = pipeline.getPolicy(i);
			if (!(policy instanceof RequestRetryPolicy) && !(policy instanceof RetryPolicy)) {
				policies.add(policy);
			}
		}
		HttpPipeline once = new HttpPipelineBuilder().httpClient(pipeline.getHttpClient())
			.policies(policies.toArray(HttpPipelinePolicy[]::new))
			.tracer(pipeline.getTracer())
			.build();
		return new BlobServiceClientBuilder().endpoint(client.getAccountUrl())
			.serviceVersion(client.getServiceVersion())
			.pipeline(once)
			.buildClient();
	}

	private @Nullable BlobServiceClient own(String name, Endpoint endpoint, Duration timeout) {
		BlobServiceClientBuilder builder = new BlobServiceClientBuilder()
			.retryOptions(new RequestRetryOptions(RetryPolicyType.FIXED, 1, (Duration) null, null, null, null));
		if (endpoint.connectionString() != null) {
			builder.connectionString(endpoint.connectionString());
		}
		else {
			TokenCredential credential = this.access.credential(timeout);
			if (credential == null) {
				return null;
			}
			builder.endpoint(endpoint.uri().toString()).credential(credential);
		}
		builder.httpClient(HttpTransport.within(timeout));
		this.customizers.forEach((customizer) -> customizer.customize(name, builder));
		return builder.buildClient();
	}

}
