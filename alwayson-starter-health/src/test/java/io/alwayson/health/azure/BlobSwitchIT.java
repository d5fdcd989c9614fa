package io.alwayson.health.azure;

import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Consumer;

import com.azure.core.util.BinaryData;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.BlobServiceClient;
import com.azure.storage.blob.BlobServiceClientBuilder;
import io.alwayson.health.KillSwitch;
import io.alwayson.health.PublishedHealth;
import io.alwayson.health.RoutingReason;
import io.alwayson.health.StampHealth;
import io.alwayson.health.SwitchPosition;
import io.alwayson.health.SwitchState;
import io.alwayson.health.autoconfigure.StampHealthAutoConfiguration;
import io.alwayson.health.autoconfigure.StampHealthAzureAutoConfiguration;
import io.alwayson.test.azure.Azurite;
import io.alwayson.test.fault.FaultProxy;
import io.alwayson.workload.autoconfigure.WorkloadAutoConfiguration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The kill switch in a blob, with Azure's client, against a real Azurite behind a fault
 * proxy.
 */
@Timeout(180)
class BlobSwitchIT {

	private static final String BLOB = "stamp.health";

	@RegisterExtension
	static final Azurite azurite = Azurite.blob();

	private FaultProxy proxy;

	private BlobContainerClient container;

	@BeforeEach
	void start() {
		this.proxy = FaultProxy.to(azurite.blobEndpoint());
		this.container = account().createBlobContainer("test-" + UUID.randomUUID());
		upload("");
	}

	@AfterEach
	void stop() {
		this.proxy.close();
	}

	@Test
	void theReferencesEmptyBlobIsInAndItsAbsenceIsOut() {
		runner().run((context) -> {
			awaitPosition(context, SwitchPosition.IN);
			this.container.getBlobClient(BLOB).delete();
			awaitPosition(context, SwitchPosition.OUT);
			assertThat(verdict(context).routingReason()).isEqualTo(RoutingReason.SWITCH);
			upload("MAINTENANCE\n");
			awaitPosition(context, SwitchPosition.MAINTENANCE);
			upload("HEALTHY");
			awaitPosition(context, SwitchPosition.IN);
			assertThat(verdict(context).routingReason()).isNull();
		});
	}

	@Test
	void faultsOfTheStoreMoveNobodyAndTheLastAnswerHolds() {
		this.container.getBlobClient(BLOB).delete();
		runner().run((context) -> {
			awaitPosition(context, SwitchPosition.OUT);
			this.proxy.respond(503, "1");
			upload("HEALTHY");
			awaitError(context, "HTTP_503");
			this.proxy.respond(403);
			awaitError(context, "HTTP_403");
			this.proxy.respond(404);
			awaitError(context, "HTTP_404");
			this.proxy.refuse();
			awaitError(context, "CONNECT_FAILED");
			this.proxy.hang();
			awaitError(context, "TIMEOUT");
			assertThat(verdict(context).killSwitch().age()).isGreaterThan(Duration.ofMillis(500));
			assertThat(verdict(context).routingReason()).isEqualTo(RoutingReason.SWITCH);
			assertThat(Thread.getAllStackTraces().keySet())
				.filteredOn((thread) -> thread.getName().equals("alwayson-health-switch"))
				.hasSizeLessThanOrEqualTo(2);
			this.proxy.heal();
			awaitPosition(context, SwitchPosition.IN);
		});
	}

	@Test
	void aContainerThatIsGoneIsNoAnswer() {
		runner().run((context) -> {
			awaitPosition(context, SwitchPosition.IN);
			this.container.delete();
			awaitError(context, "NO_CONTAINER");
			assertThat(verdict(context).routingReason()).isNull();
		});
	}

	@Test
	void aHugeBlobIsNotRead() {
		this.container.getBlobClient(BLOB).upload(new ByteArrayInputStream(new byte[32 << 20]), true);
		runner().run((context) -> {
			awaitError(context, "UNKNOWN_CONTENT");
			assertThat(verdict(context).routingReason()).isNull();
		});
	}

	@Test
	void whatIsWrittenIsFollowed() {
		runner().run((context) -> {
			awaitPosition(context, SwitchPosition.IN);
			KillSwitch killSwitch = context.getBean(KillSwitch.class);
			for (SwitchPosition position : new SwitchPosition[] { SwitchPosition.MAINTENANCE, SwitchPosition.OUT,
					SwitchPosition.OUT, SwitchPosition.IN }) {
				assertThat(killSwitch.write(position)).isNull();
				awaitPosition(context, position);
			}
			this.proxy.respond(403);
			assertThat(killSwitch.write(SwitchPosition.OUT)).isEqualTo("HTTP_403");
			this.proxy.heal();
			this.container.delete();
			assertThat(killSwitch.write(SwitchPosition.MAINTENANCE)).isEqualTo("NO_CONTAINER");
			assertThat(killSwitch.write(SwitchPosition.OUT)).isEqualTo("NO_CONTAINER");
		});
	}

	@Test
	void anEmptyBlobIsOneRequestAndAWordIsTwo() {
		runner("alwayson.health.switch.interval=1m").run((context) -> {
			awaitPosition(context, SwitchPosition.IN);
			assertThat(this.proxy.requests()).isEqualTo(1);
		});
		upload("HEALTHY");
		this.proxy.resetCounts();
		runner("alwayson.health.switch.interval=1m").run((context) -> {
			awaitPosition(context, SwitchPosition.IN);
			assertThat(this.proxy.requests()).isEqualTo(2);
		});
	}

	@Test
	void theClientOfTheApplicationIsUsedWithoutItsRetries() {
		BlobServiceClient own = new BlobServiceClientBuilder()
			.connectionString(azurite.connectionString(this.proxy.uri()))
			.buildClient();
		// No key here, and no token goes over plain HTTP: what answers is the bean.
		runner("alwayson.health.switch.interval=1m", "alwayson.health.switch.endpoint=" + this.proxy.uri())
			.withBean(BlobServiceClient.class, () -> own)
			.run((context) -> awaitPosition(context, SwitchPosition.IN));
		this.proxy.resetCounts();
		this.proxy.respond(503);
		runner("alwayson.health.switch.interval=1m", "alwayson.health.switch.endpoint=" + this.proxy.uri())
			.withBean(BlobServiceClient.class, () -> own)
			.run((context) -> {
				awaitError(context, "HTTP_503");
				assertThat(this.proxy.requests()).isEqualTo(1);
			});
	}

	private ApplicationContextRunner runner(String... properties) {
		return new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(WorkloadAutoConfiguration.class,
					StampHealthAutoConfiguration.class, StampHealthAzureAutoConfiguration.class))
			.withPropertyValues("alwayson.health.switch.endpoint=" + azurite.connectionString(this.proxy.uri()),
					"alwayson.health.switch.container=" + this.container.getBlobContainerName(),
					"alwayson.health.switch.blob=" + BLOB, "alwayson.health.switch.interval=100ms",
					"alwayson.health.switch.timeout=2s")
			.withPropertyValues(properties);
	}

	private void upload(String content) {
		this.container.getBlobClient(BLOB).upload(BinaryData.fromString(content), true);
	}

	private static BlobServiceClient account() {
		return new BlobServiceClientBuilder().connectionString(azurite.connectionString()).buildClient();
	}

	private static void awaitPosition(ApplicationContext context, SwitchPosition expected) {
		await(context, (state) -> {
			assertThat(state.position()).isEqualTo(expected);
			assertThat(state.error()).isNull();
			assertThat(state.answeredAt()).isNotNull();
		});
	}

	private static void awaitError(ApplicationContext context, String expected) {
		await(context, (state) -> assertThat(state.error()).isEqualTo(expected));
	}

	private static void await(ApplicationContext context, Consumer<SwitchState> assertion) {
		Awaitility.await()
			.atMost(Duration.ofSeconds(30))
			.pollInterval(Duration.ofMillis(20))
			.untilAsserted(() -> assertThat(verdict(context).killSwitch()).isNotNull().satisfies(assertion));
	}

	private static StampHealth verdict(ApplicationContext context) {
		return context.getBean(PublishedHealth.class).verdict();
	}

}
