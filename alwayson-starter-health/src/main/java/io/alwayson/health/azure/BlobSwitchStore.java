package io.alwayson.health.azure;

import java.util.function.Supplier;

import com.azure.core.exception.HttpResponseException;
import com.azure.core.util.BinaryData;
import com.azure.core.util.Context;
import com.azure.storage.blob.BlobClient;
import com.azure.storage.blob.BlobServiceClient;
import com.azure.storage.blob.models.BlobErrorCode;
import com.azure.storage.blob.models.BlobProperties;
import com.azure.storage.blob.models.BlobRange;
import com.azure.storage.blob.models.BlobRequestConditions;
import com.azure.storage.blob.models.BlobStorageException;
import com.azure.storage.blob.models.DeleteSnapshotsOptionType;
import com.azure.storage.blob.models.DownloadRetryOptions;
import com.azure.storage.blob.options.BlobParallelUploadOptions;
import io.alwayson.health.Reasons;
import io.alwayson.health.SwitchReading;
import io.alwayson.health.SwitchStore;
import org.jspecify.annotations.Nullable;

/**
 * The kill switch in a blob. It is absent only if the service itself says BlobNotFound: a
 * missing container, and a 404 of anything in between, are no answer. Asks for the
 * properties first, which is all for an empty blob, and reads what is not too long, of
 * exactly that version. Thread-safe.
 */
final class BlobSwitchStore implements SwitchStore {

	private static final DownloadRetryOptions ONCE = new DownloadRetryOptions().setMaxRetryRequests(0);

	private final String container;

	private final String blob;

	private final Supplier<@Nullable BlobServiceClient> clients;

	private volatile @Nullable BlobClient client;

	/**
	 * Creates the store.
	 * @param container its container
	 * @param blob its name
	 * @param clients gives a client that does not retry, or {@code null} if there can be
	 * none; asked until it gives one
	 */
	BlobSwitchStore(String container, String blob, Supplier<@Nullable BlobServiceClient> clients) {
		this.container = container;
		this.blob = blob;
		this.clients = clients;
	}

	@Override
	public String kind() {
		return "blob";
	}

	@Override
	public SwitchReading read() {
		BlobClient known = client();
		if (known == null) {
			return SwitchReading.none(AzureAnswers.CREDENTIAL);
		}
		try {
			// Without a time limit of the SDK, which would hop to a thread that does not
			// know whose work this is: the reader has one.
			BlobProperties properties = known.getPropertiesWithResponse(null, null, Context.NONE).getValue();
			long size = properties.getBlobSize();
			if (size == 0) {
				return SwitchReading.of(new byte[0]);
			}
			if (size > SwitchReading.MAX_LENGTH) {
				return SwitchReading.unknown();
			}
			BlobRequestConditions unchanged = new BlobRequestConditions().setIfMatch(properties.getETag());
			return SwitchReading.of(known
				.downloadContentWithResponse(ONCE, unchanged, new BlobRange(0, size), false, null, Context.NONE)
				.getValue()
				.toBytes());
		}
		catch (HttpResponseException ex) {
			return is(ex, BlobErrorCode.BLOB_NOT_FOUND) ? SwitchReading.absent() : SwitchReading.none(code(ex));
		}
	}

	@Override
	public @Nullable String write(byte @Nullable [] content) {
		BlobClient known = client();
		if (known == null) {
			return AzureAnswers.CREDENTIAL;
		}
		try {
			if (content != null) {
				known.uploadWithResponse(new BlobParallelUploadOptions(BinaryData.fromBytes(content)), null,
						Context.NONE);
			}
			else {
				known.deleteWithResponse(DeleteSnapshotsOptionType.INCLUDE, null, null, Context.NONE);
			}
			return null;
		}
		catch (HttpResponseException ex) {
			return (content == null && is(ex, BlobErrorCode.BLOB_NOT_FOUND)) ? null : code(ex);
		}
	}

	/** Not by the status alone: anything in between may say 404. */
	private static boolean is(HttpResponseException failure, BlobErrorCode code) {
		return failure instanceof BlobStorageException storage && code.equals(storage.getErrorCode());
	}

	private static String code(HttpResponseException failure) {
		if (is(failure, BlobErrorCode.CONTAINER_NOT_FOUND)) {
			return "NO_CONTAINER";
		}
		if (AzureAnswers.isNoToken(failure)) {
			return AzureAnswers.TOKEN;
		}
		return (failure.getResponse() != null) ? "HTTP_" + failure.getResponse().getStatusCode() : Reasons.of(failure);
	}

	private @Nullable BlobClient client() {
		BlobClient existing = this.client;
		if (existing == null) {
			BlobServiceClient account = this.clients.get();
			existing = (account != null) ? account.getBlobContainerClient(this.container).getBlobClient(this.blob)
					: null;
			this.client = existing;
		}
		return existing;
	}

}
