package io.alwayson.test.azure;

import java.time.Duration;
import java.util.UUID;

import com.azure.core.util.BinaryData;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.BlobServiceClient;
import com.azure.storage.blob.BlobServiceClientBuilder;
import com.azure.storage.blob.models.BlobStorageException;
import com.azure.storage.common.policy.RequestRetryOptions;
import com.azure.storage.common.policy.RetryPolicyType;
import io.alwayson.test.fault.FaultProxy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Azure's own client against a real Azurite, alone and behind a fault proxy.
 */
@Timeout(120)
class AzuriteIT {

	@RegisterExtension
	static final Azurite azurite = Azurite.blob();

	@RegisterExtension
	static final Azurite another = Azurite.blob();

	@Test
	void whatIsUploadedIsDownloaded() {
		BlobContainerClient container = container(azurite.connectionString());
		container.getBlobClient("greeting").upload(BinaryData.fromString("hello"));
		assertThat(container.getBlobClient("greeting").downloadContent()).hasToString("hello");
	}

	@Test
	void oneProcessServesAllThatUseIt() {
		assertThat(another.blobEndpoint()).isEqualTo(azurite.blobEndpoint());
		assertThat(azurite.blobEndpoint()).hasHost("127.0.0.1").hasPath("/devstoreaccount1");
	}

	@Test
	void aFaultProxyInFrontOfItBreaksAndHeals() {
		try (FaultProxy proxy = FaultProxy.to(azurite.blobEndpoint())) {
			BlobContainerClient container = container(azurite.connectionString(proxy.uri()));
			container.getBlobClient("one").upload(BinaryData.fromString("1"));
			proxy.resetCounts();
			proxy.respond(503, "1");
			assertThatExceptionOfType(BlobStorageException.class)
				.isThrownBy(() -> container.getBlobClient("one").downloadContent())
				.matches((ex) -> ex.getStatusCode() == 503);
			assertThat(proxy.requests()).isEqualTo(1);
			proxy.heal();
			assertThat(container.getBlobClient("one").downloadContent()).hasToString("1");
		}
	}

	private static BlobContainerClient container(String connectionString) {
		BlobServiceClient client = new BlobServiceClientBuilder().connectionString(connectionString)
			.retryOptions(new RequestRetryOptions(RetryPolicyType.FIXED, 1, Duration.ofSeconds(20), null, null, null))
			.buildClient();
		return client.createBlobContainerIfNotExists("test-" + UUID.randomUUID());
	}

}
