package io.alwayson.telemetry.process;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.alwayson.test.telemetry.AzureMonitorReceiver;
import io.alwayson.test.telemetry.OtlpReceiver;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A real process with a real agent: what happens is reported once, and it is said by
 * whom.
 */
@Timeout(180)
class AgentIT {

	private static final Pattern PORT = Pattern.compile("Tomcat started on port (\\d+)");

	private static final Pattern NOT_OF_A_SMALL_SERVICE = Pattern.compile(".*(security|azure).*");

	/** For an agent that is older than the JDK that runs it. */
	private static final String EXPERIMENTAL = "-Dnet.bytebuddy.experimental=true";

	@TempDir
	private Path directory;

	private final OtlpReceiver otlp = OtlpReceiver.start();

	private final AzureMonitorReceiver azure = AzureMonitorReceiver.start();

	private Process process;

	@AfterEach
	void stop() throws InterruptedException {
		if (this.process != null) {
			this.process.destroy();
			assertThat(this.process.waitFor(30, TimeUnit.SECONDS)).isTrue();
		}
		this.otlp.close();
		this.azure.close();
	}

	@Test
	void besideTheAgentOfOpenTelemetryNothingIsReportedTwice() throws Exception {
		start("opentelemetry-javaagent.jar", otlp());
		get("/buy");
		await(() -> servers() > 0 && logs() > 0);
		// Whoever was second would have been asked to send by now, too.
		get("/buy");
		await(() -> servers() > 1 && logs() > 1);
		assertThat(servers()).isEqualTo(2);
		assertThat(logs()).isEqualTo(2);
		assertThat(log()).containsOnlyOnce("Traces and logs are reported by the OpenTelemetry Java agent");
		String trace = this.otlp.spans().get(0).traceId();
		assertThat(log().lines()).anyMatch((line) -> line.contains("bought") && line.contains(trace));
	}

	@Test
	void besideTheAgentOfApplicationInsightsNothingIsReportedTwice() throws Exception {
		start("applicationinsights-agent.jar", Map.of("APPLICATIONINSIGHTS_CONNECTION_STRING",
				this.azure.connectionString(), "APPLICATIONINSIGHTS_STATSBEAT_DISABLED_ALL", "true"));
		get("/buy");
		get("/buy");
		await(() -> requests() > 1 && messages() > 1);
		get("/buy");
		await(() -> requests() > 2 && messages() > 2);
		assertThat(requests()).isEqualTo(3);
		assertThat(messages()).isEqualTo(3);
		assertThat(log()).containsOnlyOnce("Traces and logs are reported by the Application Insights Java agent");
	}

	@Test
	void anAgentThatIsSwitchedOffIsNone() throws Exception {
		Map<String, String> variables = new HashMap<>(otlp());
		variables.put("OTEL_JAVAAGENT_ENABLED", "false");
		start("opentelemetry-javaagent.jar", variables);
		get("/buy");
		await(() -> servers() > 0 && logs() > 0);
		assertThat(log()).doesNotContain("are reported by");
		assertThat(this.otlp.spans().get(0).resource()).containsEntry("alwayson.stamp.id", "local");
	}

	private Map<String, String> otlp() {
		return Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", this.otlp.endpoint().toString(), "OTEL_EXPORTER_OTLP_PROTOCOL",
				"http/protobuf", "OTEL_METRICS_EXPORTER", "none", "OTEL_BSP_SCHEDULE_DELAY", "200",
				"OTEL_BLRP_SCHEDULE_DELAY", "200");
	}

	private void start(String agent, Map<String, String> variables) throws IOException {
		String url = this.otlp.endpoint().toString();
		ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(List.of(
				Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
				"-XX:+UseSerialGC", "-Xmx256m", EXPERIMENTAL, "-javaagent:" + Path.of("target", "agents", agent), "-cp",
				classPath(), AgentApplication.class.getName(), "--server.port=0", "--spring.main.banner-mode=off",
				"--management.tracing.sampling.probability=1.0",
				"--management.opentelemetry.tracing.export.otlp.endpoint=" + url + "/v1/traces",
				"--management.opentelemetry.logging.export.otlp.endpoint=" + url + "/v1/logs",
				"--management.opentelemetry.tracing.export.schedule-delay=200ms",
				"--management.opentelemetry.logging.export.schedule-delay=200ms")));
		builder.environment().putAll(variables);
		this.process = builder.redirectErrorStream(true)
			.redirectOutput(this.directory.resolve("service.log").toFile())
			.start();
		await(() -> !this.process.isAlive() || PORT.matcher(log()).find());
		assertThat(log()).containsPattern(PORT);
	}

	private static String classPath() {
		return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
			.filter((entry) -> !NOT_OF_A_SMALL_SERVICE.matcher(Path.of(entry).getFileName().toString()).matches())
			.collect(Collectors.joining(File.pathSeparator));
	}

	private void get(String path) throws IOException, InterruptedException {
		Matcher port = PORT.matcher(log());
		assertThat(port.find()).isTrue();
		assertThat(HttpClient.newHttpClient()
			.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port.group(1) + path)).build(),
					HttpResponse.BodyHandlers.discarding())
			.statusCode()).isEqualTo(200);
	}

	private long servers() {
		return this.otlp.spans().stream().filter((span) -> span.kind().equals("SERVER")).count();
	}

	private long logs() {
		return this.otlp.logs().stream().filter((record) -> record.body().equals("bought")).count();
	}

	private long requests() {
		return this.azure.items("RequestData").size();
	}

	private long messages() {
		return this.azure.items("MessageData")
			.stream()
			.filter((item) -> "bought".equals(item.data().get("message")))
			.count();
	}

	private String log() throws IOException {
		return Files.readString(this.directory.resolve("service.log"));
	}

	private static void await(Callable<Boolean> condition) {
		Awaitility.await().atMost(Duration.ofSeconds(60)).until(condition);
	}

}
