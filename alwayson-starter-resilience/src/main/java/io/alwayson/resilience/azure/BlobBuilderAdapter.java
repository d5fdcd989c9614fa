package io.alwayson.resilience.azure;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;

import com.azure.core.client.traits.HttpTrait;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.policy.RetryOptions;
import com.azure.storage.blob.BlobClientBuilder;
import com.azure.storage.blob.BlobContainerClientBuilder;
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
 * Protects what builders of blob storage make: clients of an account, of a container or
 * of a blob.
 *
 * @param <B> the builder
 */
public final class BlobBuilderAdapter<B extends HttpTrait<B>> implements ClientBuilderAdapter<B> {

	/** One owner of retries: the policy. Its timeouts bound each try. */
	static final RequestRetryOptions ONE_TRY = new RequestRetryOptions(RetryPolicyType.FIXED, 1, (Duration) null, null,
			null, null);

	private final Class<B> type;

	private final Function<B, String> account;

	private final Function<B, B> oneTry;

	private BlobBuilderAdapter(Class<B> type, Function<B, String> account, Function<B, B> oneTry) {
		this.type = type;
		this.account = account;
		this.oneTry = oneTry;
	}

	/** For clients of an account. */
	public static BlobBuilderAdapter<BlobServiceClientBuilder> ofAccounts() {
		return new BlobBuilderAdapter<>(BlobServiceClientBuilder.class,
				(builder) -> builder.buildClient().getAccountUrl(), (builder) -> builder.retryOptions(ONE_TRY));
	}

	/** For clients of a container. */
	public static BlobBuilderAdapter<BlobContainerClientBuilder> ofContainers() {
		return new BlobBuilderAdapter<>(BlobContainerClientBuilder.class,
				(builder) -> builder.buildClient().getAccountUrl(), (builder) -> builder.retryOptions(ONE_TRY));
	}

	/** For clients of a blob. */
	public static BlobBuilderAdapter<BlobClientBuilder> ofBlobs() {
		return new BlobBuilderAdapter<>(BlobClientBuilder.class, (builder) -> builder.buildClient().getAccountUrl(),
				(builder) -> builder.retryOptions(ONE_TRY));
	}

	@Override
	public Class<B> type() {
		return this.type;
	}

	@Override
	public boolean protect(B builder, Collection<Dependency> declared, Function<String, Corridor> corridors) {
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
		this.oneTry.apply(builder.retryOptions((RetryOptions) null))
			.addPolicy(ResiliencePipelinePolicy.ofStorage((request) -> corridors.apply(nameFor(request, there))));
		return true;
	}

	/** The builder does not tell, what it builds does. */
	private @Nullable String account(B builder) {
		try {
			return this.account.apply(builder);
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
