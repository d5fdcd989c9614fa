package io.alwayson.kit.contract;

import java.time.Duration;

import io.alwayson.health.HealthState;
import io.alwayson.health.PublishedHealth;
import io.alwayson.test.azure.AmqpServer;
import io.alwayson.test.telemetry.OtlpReceiver;
import io.alwayson.test.telemetry.ReceivedLog;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A check whose client has connections and threads of its own, which log and reconnect:
 * none of it is recorded, whichever thread it is on.
 */
@Timeout(120)
class ConnectionSilenceTests {

	private OtlpReceiver receiver;

	private AmqpServer server;

	@BeforeEach
	void start() {
		this.receiver = OtlpReceiver.start();
		this.server = AmqpServer.start().addQueue("orders");
	}

	@AfterEach
	void stop() {
		this.server.close();
		this.receiver.close();
	}

	@Test
	void connectionsOfProbesLeaveNothing() {
		try (ConfigurableApplicationContext context = application()) {
			PublishedHealth published = context.getBean(PublishedHealth.class);
			awaitState(published, HealthState.HEALTHY);
			this.server.stop();
			awaitState(published, HealthState.UNHEALTHY);
			this.server.restart();
			awaitState(published, HealthState.HEALTHY);
		}
		// Closing has sent what was left.
		assertThat(this.receiver.logs()).extracting(ReceivedLog::body)
			.anyMatch((line) -> line.startsWith("dependency orders UNHEALTHY"));
		assertThat(this.receiver.logs()).filteredOn((log) -> log.scope().startsWith("com.azure."))
			.extracting(ReceivedLog::body)
			.isEmpty();
		assertThat(this.receiver.spans()).isEmpty();
	}

	private static void awaitState(PublishedHealth published, HealthState expected) {
		Awaitility.await(expected.name())
			.atMost(Duration.ofSeconds(20))
			.pollInterval(Duration.ofMillis(10))
			.until(() -> published.verdict()
				.checks()
				.stream()
				.anyMatch((check) -> check.result() != null && check.status() == expected));
	}

	private ConfigurableApplicationContext application() {
		return new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.bannerMode(Banner.Mode.OFF)
			.run("--management.tracing.sampling.probability=1.0",
					"--management.opentelemetry.tracing.export.otlp.endpoint=" + this.receiver.endpoint()
							+ "/v1/traces",
					"--management.opentelemetry.logging.export.otlp.endpoint=" + this.receiver.endpoint() + "/v1/logs",
					"--alwayson.health.defaults.interval=300ms", "--alwayson.health.defaults.retry-interval=300ms",
					"--alwayson.dependencies.orders.type=service-bus", "--alwayson.dependencies.orders.queue=orders",
					"--alwayson.dependencies.orders.endpoint=" + this.server.connectionString());
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
