package io.alwayson.telemetry.autoconfigure;

import java.io.IOException;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.push.PushMeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.opentelemetry.sdk.logs.export.LogRecordExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Nothing configured: nothing sent, no connection tried, nothing logged as failing. Every
 * HTTP client of the sinks asks the default proxy selector before it connects, which is
 * where it is watched.
 */
@ExtendWith(OutputCaptureExtension.class)
class SilenceTests {

	private final List<URI> asked = new CopyOnWriteArrayList<>();

	private ProxySelector before;

	@BeforeEach
	void watch() {
		this.before = ProxySelector.getDefault();
		ProxySelector.setDefault(new ProxySelector() {

			@Override
			public List<Proxy> select(URI uri) {
				SilenceTests.this.asked.add(uri);
				return List.of(Proxy.NO_PROXY);
			}

			@Override
			public void connectFailed(URI uri, SocketAddress address, IOException failure) {
				// Nothing to remember.
			}

		});
	}

	@AfterEach
	void restore() {
		ProxySelector.setDefault(this.before);
	}

	@Test
	void nothingConfiguredIsSilent(CapturedOutput output) {
		try (ConfigurableApplicationContext context = run()) {
			work(context);
			assertThat(context.getBeansOfType(SpanExporter.class)).isEmpty();
			assertThat(context.getBeansOfType(LogRecordExporter.class)).isEmpty();
			assertThat(context.getBeansOfType(PushMeterRegistry.class)).isEmpty();
			context.getBean(SdkTracerProvider.class).forceFlush().join(5, TimeUnit.SECONDS);
		}
		assertThat(this.asked).isEmpty();
		assertThat(output.getAll()).doesNotContain(" WARN ", " ERROR ", "Exception");
	}

	@Test
	void disabledIsAsSilent(CapturedOutput output) {
		try (ConfigurableApplicationContext context = run("alwayson.telemetry.enabled=false")) {
			work(context);
		}
		assertThat(this.asked).isEmpty();
		assertThat(output.getAll()).doesNotContain(" WARN ", " ERROR ", "Exception");
	}

	@Test
	void watchSeesWhatBootWouldDo() {
		try (ConfigurableApplicationContext context = run("management.otlp.metrics.export.enabled=true",
				"management.otlp.metrics.export.connect-timeout=100ms")) {
			work(context);
			Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> !this.asked.isEmpty());
		}
		assertThat(this.asked).allMatch((uri) -> uri.getHost().equals("localhost"));
	}

	private static ConfigurableApplicationContext run(String... properties) {
		return new SpringApplicationBuilder(App.class).web(WebApplicationType.NONE)
			.properties("spring.main.banner-mode=off", "management.tracing.sampling.probability=1.0",
					"management.opentelemetry.tracing.export.schedule-delay=10ms",
					"management.opentelemetry.logging.export.schedule-delay=10ms",
					"management.otlp.metrics.export.step=100ms")
			.properties(properties)
			.run();
	}

	private static void work(ConfigurableApplicationContext context) {
		Observation.createNotStarted("work", context.getBean(ObservationRegistry.class)).observe(() -> {
		});
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class App {

	}

}
