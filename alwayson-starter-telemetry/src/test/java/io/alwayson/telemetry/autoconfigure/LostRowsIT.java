package io.alwayson.telemetry.autoconfigure;

import java.time.Duration;

import io.alwayson.test.telemetry.OtlpReceiver;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is known of rows that a sink did not take.
 */
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class LostRowsIT {

	private final OtlpReceiver otlp = OtlpReceiver.start();

	private ConfigurableApplicationContext context;

	@BeforeEach
	void start() {
		this.context = new SpringApplicationBuilder(App.class).web(WebApplicationType.NONE)
			.properties("spring.main.banner-mode=off", "management.tracing.sampling.probability=1.0",
					"management.opentelemetry.tracing.export.otlp.endpoint=" + this.otlp.endpoint() + "/v1/traces",
					"management.opentelemetry.tracing.export.schedule-delay=50ms")
			.run();
	}

	@AfterEach
	void stop() {
		this.context.close();
		this.otlp.close();
	}

	@Test
	void sinkThatRefusesIsSaidOnceWithItsAnswerAndItsLossesAreCounted(CapturedOutput output) {
		this.otlp.respond(401);
		for (int lost = 1; lost <= 3; lost++) {
			work();
			double expected = lost;
			Awaitility.await().until(() -> lost() == expected);
		}
		assertThat(output.toString().split("The sink otlp takes no spans: HTTP 401\\.", -1)).hasSize(2);
		assertThat(output).doesNotContain("Failed to export");
		this.otlp.heal();
		work();
		Awaitility.await().until(() -> !this.otlp.spans().isEmpty());
		assertThat(lost()).isEqualTo(3);
		Awaitility.await()
			.atMost(Duration.ofSeconds(5))
			.until(() -> output.toString().contains("The sink otlp takes spans again"));
	}

	private void work() {
		Observation.createNotStarted("work", this.context.getBean(ObservationRegistry.class)).observe(() -> {
		});
	}

	private double lost() {
		return this.context.getBean(MeterRegistry.class)
			.get("alwayson.telemetry.lost")
			.tags("sink", "otlp", "signal", "spans", "reason", "export_failed")
			.functionCounter()
			.count();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class App {

	}

}
