package io.alwayson.health.azure;

import java.util.function.Supplier;

import com.azure.core.util.Context;
import com.azure.storage.blob.BlobServiceClient;
import com.azure.storage.blob.models.ListBlobContainersOptions;
import io.alwayson.health.HealthCheck;
import io.alwayson.health.Proof;
import io.alwayson.workload.context.CallOutcome;
import org.jspecify.annotations.Nullable;

/**
 * Asks for the properties of the declared container, which the role Storage Blob Data
 * Reader on the container may; without a container, for the first name in the list of
 * containers, which that role on the account may. The account's own properties would need
 * a right that readers of data do not have.
 */
final class BlobHealthCheck implements HealthCheck {

	private final @Nullable String container;

	private final Supplier<@Nullable BlobServiceClient> clients;

	private volatile @Nullable BlobServiceClient client;

	/**
	 * Creates the check.
	 * @param container the declared container, or {@code null} for the account
	 * @param clients gives a client that does not retry, or {@code null} if there can be
	 * none; asked until it gives one
	 */
	BlobHealthCheck(@Nullable String container, Supplier<@Nullable BlobServiceClient> clients) {
		this.container = container;
		this.clients = clients;
	}

	@Override
	public Proof proves() {
		return Proof.of(CallOutcome.Operation.READ);
	}

	@Override
	public Answer check() {
		BlobServiceClient account = client();
		if (account == null) {
			return AzureAnswers.NO_CREDENTIAL;
		}
		try {
			// Without a time limit of the SDK, which would hop to a thread that does not
			// know whose work this is: the monitor has one.
			if (this.container != null) {
				account.getBlobContainerClient(this.container).getPropertiesWithResponse(null, null, Context.NONE);
			}
			else {
				account.listBlobContainers(new ListBlobContainersOptions().setMaxResultsPerPage(1), null)
					.iterableByPage()
					.iterator()
					.next();
			}
			return Answer.up();
		}
		catch (RuntimeException ex) {
			return AzureAnswers.of(ex);
		}
	}

	private @Nullable BlobServiceClient client() {
		BlobServiceClient existing = this.client;
		if (existing == null) {
			existing = this.clients.get();
			this.client = existing;
		}
		return existing;
	}

}
