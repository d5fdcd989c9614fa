package io.alwayson.resilience.azure;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;

import com.azure.core.http.HttpRequest;
import com.azure.core.http.policy.RetryOptions;
import com.azure.storage.blob.BlobServiceClientBuilder;
import com.azure.storage.blob.BlobUrlParts;
import com.azure.storage.common.policy.RequestRetryOptions;
import com.azure.storage.common.policy.RetryPolicyType;
import io.alwayson.resilience.ClientBuilderAdapter;
import io.alwayson.resilience.Corridor;
import io.alwayson.workload.Dependency;
import io.alwayson.workload.Target;
import org.jspecify.annotations.Nullable;

/**
 * Protects what builders of blob storage make.
 */
public final class BlobBuilderAdapter implements ClientBuilderAdapter<BlobServiceClientBuilder> {

	/** One owner of retries: the policy. Its timeouts bound each try. */
	static final RequestRetryOptions ONE_TRY = new RequestRetryOptions(RetryPolicyType.FIXED, 1, (Duration) null, null,
			null, null);

	/** Creates an adapter. */
	public BlobBuilderAdapter() {
	}

	@Override
	public Class<BlobServiceClientBuilder> type() {
		return BlobServiceClientBuilder.class;
	}

	@Override
	public boolean protect(BlobServiceClientBuilder builder, Collection<Dependency> declared,
			Function<String, Corridor> corridors) {
		List<Dependency> blobs = declared.stream()
			.filter((dependency) -> dependency.target() instanceof Target.Blob)
			.toList();
		String account = blobs.isEmpty() ? null : account(builder);
		List<Dependency> there = blobs.stream()
			.filter((dependency) -> ((Target.Blob) dependency.target()).endpoint().isAt(account))
			.toList();
		if (there.isEmpty()) {
			return false;
		}
		// Both kinds of options at once are refused.
		builder.retryOptions((RetryOptions) null)
			.retryOptions(ONE_TRY)
			.addPolicy(ResiliencePipelinePolicy.ofStorage((request) -> corridors.apply(nameFor(request, there))));
		return true;
	}

	/** The builder does not tell, what it builds does. */
	private static @Nullable String account(BlobServiceClientBuilder builder) {
		try {
			return builder.buildClient().getAccountUrl();
		}
		catch (RuntimeException ex) {
			// Not complete: who completes it later has it protected later.
			return null;
		}
	}

	/**
	 * Of several dependencies in one account: the one of the container, if it is
	 * declared.
	 */
	private static String nameFor(HttpRequest request, List<Dependency> there) {
		if (there.size() == 1) {
			return there.get(0).name();
		}
		String container = BlobUrlParts.parse(request.getUrl()).getBlobContainerName();
		Dependency fitting = there.get(0);
		for (Dependency dependency : there) {
			String declared = ((Target.Blob) dependency.target()).container();
			if (declared == null) {
				fitting = dependency;
			}
			else if (declared.equals(container)) {
				return dependency.name();
			}
		}
		return fitting.name();
	}

}
