package io.alwayson.health.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.alwayson.health.HealthState;
import io.alwayson.health.KillSwitch;
import io.alwayson.health.PublishedHealth;
import io.alwayson.health.RoutingReason;
import io.alwayson.health.StampHealth;
import io.alwayson.health.SwitchPosition;
import io.alwayson.health.SwitchReading;
import io.alwayson.health.SwitchStore;
import io.alwayson.health.SwitchTransition;
import io.alwayson.workload.autoconfigure.WorkloadAutoConfiguration;
import io.alwayson.workload.binding.InvalidWorkloadException;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.PayloadApplicationEvent;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what becomes of the keys under {@code alwayson.health.switch}.
 */
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class KillSwitchAutoConfigurationTests {

	private final List<SwitchTransition> heard = new CopyOnWriteArrayList<>();

	@TempDir
	private Path directory;

	private Path file;

	private ApplicationContextRunner runner;

	@BeforeEach
	void prepare() throws IOException {
		// What an application of another test has set, in the same JVM.
		LoggingSystem.get(getClass().getClassLoader()).setLogLevel("io.alwayson.health", LogLevel.INFO);
		// Below the volume, as documented.
		this.file = Files.createDirectory(this.directory.resolve("volume")).resolve("stamp.health");
		this.runner = new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(WorkloadAutoConfiguration.class,
					StampHealthAutoConfiguration.class, StampHealthAzureAutoConfiguration.class))
			.withInitializer((context) -> context.addApplicationListener((ApplicationEvent event) -> {
				if (event instanceof PayloadApplicationEvent<?> it
						&& it.getPayload() instanceof SwitchTransition told) {
					this.heard.add(told);
				}
			}));
	}

	@Test
	void offUntilConfigured() {
		this.runner.run((context) -> {
			assertThat(context.getBean(KillSwitch.class).isConfigured()).isFalse();
			await(() -> assertThat(verdict(context).routingReason()).isNull());
			assertThat(verdict(context).killSwitch()).isNull();
		});
	}

	@Test
	void aFileMovesTheStampOutAndInAndIsToldOnce(CapturedOutput output) throws IOException {
		Files.createFile(this.file);
		withFile().run((context) -> {
			await(() -> assertThat(verdict(context).routingReason()).isNull());
			Files.delete(this.file);
			await(() -> assertThat(verdict(context).routingReason()).isEqualTo(RoutingReason.SWITCH));
			assertThat(verdict(context).status()).isEqualTo(HealthState.HEALTHY);
			Files.writeString(this.file, "MAINTENANCE");
			await(() -> assertThat(position(context)).isEqualTo(SwitchPosition.MAINTENANCE));
			Files.move(this.directory.resolve("volume"), this.directory.resolve("gone"));
			await(() -> assertThat(verdict(context).killSwitch().error()).isEqualTo("NO_DIRECTORY"));
			Duration age = verdict(context).killSwitch().age();
			await(() -> assertThat(verdict(context).killSwitch().age()).isGreaterThan(age.plusMillis(200)));
			assertThat(position(context)).isEqualTo(SwitchPosition.MAINTENANCE);
			Files.move(this.directory.resolve("gone"), this.directory.resolve("volume"));
			Files.writeString(this.file, "HEALTHY");
			await(() -> assertThat(verdict(context).routingReason()).isNull());
			await(() -> assertThat(this.heard).hasSize(5));
			assertThat(this.heard).extracting((it) -> it.to().position())
				.containsExactly(SwitchPosition.OUT, SwitchPosition.MAINTENANCE, SwitchPosition.MAINTENANCE,
						SwitchPosition.MAINTENANCE, SwitchPosition.IN);
		});
		assertThat(output.getOut().lines().filter((line) -> line.contains("kill switch"))).satisfiesExactly(
				(line) -> assertThat(line).contains("WARN")
					.contains("kill switch (file) moved from IN to OUT, routing REFUSE"),
				(line) -> assertThat(line).contains("WARN").contains("moved from OUT to MAINTENANCE"),
				(line) -> assertThat(line).contains("WARN")
					.contains("kill switch (file) gives no answer: NO_DIRECTORY. MAINTENANCE holds, answered "),
				(line) -> assertThat(line).contains("INFO").contains("answers again, MAINTENANCE holds"),
				(line) -> assertThat(line).contains("INFO").contains("moved from MAINTENANCE to IN"));
		assertThat(output).doesNotContain(this.directory.toString());
	}

	@Test
	void aStoreOfTheApplicationWins() {
		SwitchStore own = new SwitchStore() {

			@Override
			public String kind() {
				return "own";
			}

			@Override
			public SwitchReading read() {
				return SwitchReading.absent();
			}

			@Override
			public @Nullable String write(byte @Nullable [] content) {
				return "READ_ONLY";
			}

		};
		for (ApplicationContextRunner configured : List.of(this.runner, withFile())) {
			configured.withBean(SwitchStore.class, () -> own)
				.run((context) -> await(() -> assertThat(verdict(context).killSwitch()).isNotNull()
					.matches((it) -> it.store().equals("own"))
					.matches((it) -> it.position() == SwitchPosition.OUT)));
		}
	}

	@Test
	void aSwitchThatCouldNeverBeReadEndsTheStart() {
		ApplicationContextRunner blob = this.runner.withPropertyValues(
				"alwayson.health.switch.endpoint=https://contoso.invalid", "alwayson.health.switch.container=health",
				"alwayson.health.switch.blob=stamp.health");
		blob.run((context) -> assertThat(context).hasNotFailed());
		blob.withClassLoader(new FilteredClassLoader("com.azure"))
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidWorkloadException.class)
				.hasMessageContaining("alwayson.health.switch.endpoint: needs a client for blobs")
				.hasMessageContaining("Add com.azure:azure-storage-blob"));
	}

	@Test
	void aFileAndABlobEndTheStart() {
		withFile().withPropertyValues("alwayson.health.switch.blob=stamp.health")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidWorkloadException.class)
				.hasMessageContaining("alwayson.health.switch: has both a file and a blob"));
	}

	private ApplicationContextRunner withFile() {
		return this.runner.withPropertyValues("alwayson.health.switch.file=" + this.file,
				"alwayson.health.switch.interval=30ms");
	}

	private static void await(Runnable assertion) {
		Awaitility.await()
			.atMost(Duration.ofSeconds(20))
			.pollInterval(Duration.ofMillis(10))
			.untilAsserted(assertion::run);
	}

	private static SwitchPosition position(ApplicationContext context) {
		return verdict(context).killSwitch().position();
	}

	private static StampHealth verdict(ApplicationContext context) {
		return context.getBean(PublishedHealth.class).verdict();
	}

}
