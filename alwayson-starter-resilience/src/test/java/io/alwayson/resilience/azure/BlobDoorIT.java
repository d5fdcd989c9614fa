package io.alwayson.resilience.azure;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.BiConsumer;

import com.azure.core.util.BinaryData;
import com.azure.storage.blob.BlobClient;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.models.BlobStorageException;
import io.alwayson.resilience.AttemptTimeoutException;
import io.alwayson.resilience.CircuitOpenException;
import io.alwayson.resilience.Recorder;
import io.alwayson.resilience.autoconfigure.ResilienceAutoConfiguration;
import io.alwayson.resilience.autoconfigure.ResilienceAzureAutoConfiguration;
import io.alwayson.test.azure.Azurite;
import io.alwayson.workload.autoconfigure.WorkloadAutoConfiguration;
import io.alwayson.workload.context.CallOutcome.Operation;
import io.alwayson.workload.context.CallOutcome.Result;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * The client of a declared blob dependency, against Azurite behind a proxy that breaks.
 */
@Timeout(180)
class BlobDoorIT {

	@RegisterExtension
	static final Azurite azurite = Azurite.blob();

	private final Recorder recorder = new Recorder();

	private BrokenStorage storage;

	@BeforeEach
	void start() {
		this.storage = new BrokenStorage(azurite);
	}

	@AfterEach
	void stop() {
		this.storage.close();
		assertThat(Thread.currentThread().isInterrupted()).isFalse();
	}

	@Test
	void readsAndWritesAreToldAsSuch() {
		with((images, blob) -> {
			images.getBlobClient("new").upload(BinaryData.fromString("new content"));
			assertThat(this.recorder.outcomes).allMatch((outcome) -> outcome.operation() == Operation.WRITE);
			this.recorder.outcomes.clear();
			assertThat(blob.downloadContent()).hasToString("content");
			assertThat(blob.exists()).isTrue();
			assertThat(images.getBlobClient("unknown").exists()).isFalse();
			assertThat(this.recorder.outcomes).hasSize(3)
				.allMatch((outcome) -> outcome.operation() == Operation.READ && outcome.result() == Result.SUCCESS
						&& outcome.dependency().equals("images"));
		});
	}

	@ParameterizedTest
	@ValueSource(ints = { 500, 503, 429 })
	void oneOwnerOfRetriesOnTheSynchronousPath(int status) {
		with((images, blob) -> {
			this.storage.proxy().respond(status);
			assertThatExceptionOfType(BlobStorageException.class).isThrownBy(blob::getProperties)
				.satisfies((ex) -> assertThat(ex.getStatusCode()).isEqualTo(status));
			assertThat(this.storage.proxy().requests()).isEqualTo(3);
		});
	}

	@Test
	void oneOwnerOfRetriesOnTheAsynchronousPath() {
		with((images, blob) -> {
			this.storage.proxy().respond(503);
			assertThatExceptionOfType(BlobStorageException.class)
				.isThrownBy(() -> blob.upload(BinaryData.fromString("again"), true));
			assertThat(this.storage.proxy().requests()).isEqualTo(3);
			assertThat(this.recorder.results()).containsOnly(Result.FAILURE).hasSize(3);
		});
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void uploadSurvivesABriefOutageAndArrivesWhole(boolean inOnePiece) {
		String content = "0123456789".repeat(100_000);
		with((images, blob) -> {
			this.storage.proxy().respond(503);
			Thread healer = new Thread(() -> {
				Awaitility.await().until(() -> this.storage.proxy().requests() >= 1);
				this.storage.proxy().heal();
			});
			healer.start();
			BlobClient target = images.getBlobClient("target");
			if (inOnePiece) {
				target.upload(BinaryData.fromString(content), true);
			}
			else {
				target.upload(new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8)), true);
			}
			assertThat(this.recorder.results()).contains(Result.FAILURE, Result.SUCCESS);
			assertThat(target.downloadContent()).hasToString(content);
		}, "first-delay=500ms", "max-delay=500ms", "max-attempts=10", "deadline=90s");
	}

	@Test
	void retryAfterIsNotEarly() {
		with((images, blob) -> {
			this.storage.proxy().respond(503, "1");
			long start = System.nanoTime();
			assertThatExceptionOfType(BlobStorageException.class).isThrownBy(blob::getProperties);
			assertThat(this.storage.proxy().requests()).isEqualTo(2);
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
		}, "max-attempts=2");
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void hangingServiceIsLeftAtTheAttemptTimeout(boolean synchronous) {
		with((images, blob) -> {
			this.storage.proxy().hang();
			long start = System.nanoTime();
			Throwable failure = catchThrowable(() -> {
				if (synchronous) {
					blob.getProperties();
				}
				else {
					blob.upload(BinaryData.fromString("again"), true);
				}
			});
			assertThat(failure).isInstanceOf(AttemptTimeoutException.class);
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
			assertThat(this.recorder.results()).containsOnly(Result.TIMEOUT).hasSize(3);
			assertThat(this.storage.proxy().requests()).isLessThanOrEqualTo(3);
		}, "attempt-timeout=400ms");
	}

	@ParameterizedTest
	@ValueSource(strings = { "reset", "refuse" })
	void brokenConnectionsAreTriedAgainByNobodyElse(String fault) {
		with((images, blob) -> {
			if ("reset".equals(fault)) {
				this.storage.proxy().reset();
			}
			else {
				this.storage.proxy().refuse();
			}
			assertThat(catchThrowable(blob::getProperties)).isNotNull();
			assertThat(this.recorder.results()).containsOnly(Result.FAILURE).hasSize(3);
			assertThat(this.storage.proxy().connections()).isLessThanOrEqualTo(3);
		});
	}

	@Test
	void outageOpensTheBreakerAndItsEndIsNoticedWithinTwoSeconds() {
		with((images, blob) -> {
			this.storage.proxy().respond(503);
			for (int call = 0; call < 4; call++) {
				catchThrowable(blob::getProperties);
			}
			assertThatExceptionOfType(CircuitOpenException.class).isThrownBy(blob::getProperties);
			this.storage.proxy().heal();
			Awaitility.await()
				.atMost(Duration.ofSeconds(2))
				.ignoreException(CircuitOpenException.class)
				.until(blob::exists);
		}, "breaker.min-calls=5", "first-delay=1ms", "max-delay=1ms");
	}

	private void with(BiConsumer<BlobContainerClient, BlobClient> test, String... resilience) {
		String[] prefixed = new String[resilience.length];
		for (int index = 0; index < prefixed.length; index++) {
			prefixed[index] = "alwayson.dependencies.images.resilience." + resilience[index];
		}
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(WorkloadAutoConfiguration.class, ResilienceAutoConfiguration.class,
					ResilienceAzureAutoConfiguration.class))
			.withBean(Recorder.class, () -> this.recorder)
			.withPropertyValues("alwayson.dependencies.images.type=blob",
					"alwayson.dependencies.images.endpoint=" + this.storage.connectionString(),
					"alwayson.dependencies.images.container=" + this.storage.container(),
					// Room for a busy machine: tests that are about time say their own.
					"alwayson.dependencies.images.resilience.deadline=30s",
					"alwayson.dependencies.images.resilience.attempt-timeout=8s")
			.withPropertyValues(prefixed)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				BlobContainerClient images = context.getBean("images", BlobContainerClient.class);
				BlobClient known = images.getBlobClient("known");
				// Connections and classes are there before the clock counts.
				known.getProperties();
				known.upload(BinaryData.fromString("content"), true);
				this.recorder.outcomes.clear();
				this.storage.proxy().resetCounts();
				test.accept(images, known);
			});
	}

}
