package io.alwayson.health.actuate;

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
import java.util.List;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.server.SecurityWebFilterChain;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Who may write the kill switch through the Actuator, and what comes of it, on every
 * server.
 */
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
@ParameterizedClass
@ValueSource(strings = { "Tomcat", "Jetty", "Netty" })
class SwitchWriteTests {

	private static final String UNRESTRICTED = "management.endpoint.stamp.access=unrestricted";

	private final HttpClient client = HttpClient.newHttpClient();

	private final String server;

	@TempDir
	private Path directory;

	private @Nullable ConfigurableApplicationContext context;

	SwitchWriteTests(String server) {
		this.server = server;
	}

	@AfterEach
	void close() {
		if (this.context != null) {
			this.context.close();
		}
	}

	@Test
	void nobodyMayByDefault() throws Exception {
		Files.createFile(file());
		start("alwayson.health.switch.file=" + file());
		assertThat(post("{\"position\":\"out\"}", true).statusCode()).isEqualTo(405);
		assertThat(get("/actuator/stamp").statusCode()).isEqualTo(200);
		assertThat(file()).exists();
	}

	@Test
	void whereAccessIsGivenTheStampFollows(CapturedOutput output) throws Exception {
		Files.createFile(file());
		start(UNRESTRICTED, "alwayson.health.switch.file=" + file(), "alwayson.health.switch.interval=30ms");
		awaitStatus(200);
		HttpResponse<String> written = post("{\"position\":\"maintenance\"}", true);
		assertThat(written.statusCode()).isEqualTo(200);
		assertThat(written.body()).contains("\"written\":\"MAINTENANCE\"").contains("\"followedWithin\":\"PT10.03S\"");
		assertThat(file()).hasContent("MAINTENANCE");
		awaitStatus(503);
		assertThat(get("/actuator/stamp").body()).contains("\"routingReason\":\"SWITCH\"")
			.contains("\"killSwitch\":{")
			.contains("\"position\":\"MAINTENANCE\"")
			.contains("\"store\":\"file\"")
			.doesNotContain(this.directory.toString());
		assertThat(post("{\"position\":\"Out\"}", true).statusCode()).isEqualTo(200);
		assertThat(file()).doesNotExist();
		assertThat(post("{\"position\":\"IN\"}", true).statusCode()).isEqualTo(200);
		assertThat(file()).hasContent("HEALTHY");
		awaitStatus(200);
		assertThat(get("/actuator/stamp").body())
			.contains("\"transitions\":[{\"from\":{\"store\":\"file\",\"position\":\"OUT\"")
			.containsPattern("\"from\":\"UNKNOWN\",\"node\":\\{\"kind\":\"STAMP\",\"name\":\"local\",");
		assertThat(output).contains("Kill switch: user wrote MAINTENANCE: done");
	}

	@Test
	void whoIsNotKnownMayNot() throws Exception {
		Files.createFile(file());
		start(UNRESTRICTED, "alwayson.health.switch.file=" + file());
		assertThat(post("{\"position\":\"out\"}", false).statusCode()).isEqualTo(401);
		assertThat(file()).exists();
	}

	@Test
	void withoutASwitchItIsRefusedAndSaysWhatToDo() throws Exception {
		start(UNRESTRICTED);
		HttpResponse<String> refused = post("{\"position\":\"out\"}", true);
		assertThat(refused.statusCode()).isEqualTo(409);
		assertThat(refused.body()).contains("\"error\":\"NO_SWITCH\"").contains("alwayson.health.switch.file");
	}

	@Test
	void anythingButTheThreeWordsIsABadRequest() throws Exception {
		Files.createFile(file());
		start(UNRESTRICTED, "alwayson.health.switch.file=" + file());
		for (String body : new String[] { "{\"position\":\"down\"}", "{\"position\":\"\"}", "{}", "{\"position\":null}",
				"", "out", "{\"position\":{\"a\":\"out\"}}", "{\"position\":\"out\\u0000\"}" }) {
			assertThat(post(body, true).statusCode()).as(body).isEqualTo(400);
		}
		assertThat(file()).exists();
	}

	@Test
	void aStoreThatDoesNotTakeItIsToldByItsCode() throws Exception {
		start(UNRESTRICTED, "alwayson.health.switch.file=" + this.directory.resolve("gone/stamp.health"));
		HttpResponse<String> failed = post("{\"position\":\"in\"}", true);
		assertThat(failed.statusCode()).isEqualTo(503);
		assertThat(failed.body()).contains("\"error\":\"NO_DIRECTORY\"").doesNotContain(this.directory.toString());
	}

	private void start(String... properties) {
		List<String> all = new ArrayList<>(List.of("server.port=0", "server.shutdown=immediate",
				"spring.main.banner-mode=off", "logging.level.root=WARN",
				"management.endpoints.web.exposure.include=stamp", "spring.security.user.password=pass",
				"spring.autoconfigure.exclude=" + String.join(",", PageServer.excluded(this.server))));
		all.addAll(Arrays.asList(properties));
		this.context = new SpringApplicationBuilder(App.class).web(PageServer.typeOf(this.server))
			.properties(all.toArray(String[]::new))
			.run();
	}

	private HttpResponse<String> post(String body, boolean known) throws IOException, InterruptedException {
		HttpRequest.Builder request = HttpRequest.newBuilder(uri("/actuator/stamp"))
			.header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString(body));
		if (known) {
			request.header("Authorization", "Basic dXNlcjpwYXNz");
		}
		return this.client.send(request.build(), HttpResponse.BodyHandlers.ofString());
	}

	private HttpResponse<String> get(String path) throws IOException, InterruptedException {
		return this.client.send(HttpRequest.newBuilder(uri(path)).header("Authorization", "Basic dXNlcjpwYXNz").build(),
				HttpResponse.BodyHandlers.ofString());
	}

	private void awaitStatus(int status) {
		Awaitility.await()
			.pollInterval(Duration.ofMillis(20))
			.untilAsserted(() -> assertThat(get("/health/stamp").statusCode()).isEqualTo(status));
	}

	private URI uri(String path) {
		return URI.create("http://localhost:" + this.context.getEnvironment().getProperty("local.server.port") + path);
	}

	private Path file() {
		return this.directory.resolve("stamp.health");
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class App {

		@Configuration(proxyBeanMethods = false)
		@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
		static class Servlet {

			@Bean
			SecurityFilterChain chain(HttpSecurity http) {
				return http.authorizeHttpRequests((requests) -> requests.anyRequest().authenticated())
					.httpBasic(Customizer.withDefaults())
					.csrf((csrf) -> csrf.disable())
					.build();
			}

		}

		@Configuration(proxyBeanMethods = false)
		@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
		static class Reactive {

			@Bean
			SecurityWebFilterChain chain(ServerHttpSecurity http) {
				return http.authorizeExchange((exchanges) -> exchanges.anyExchange().authenticated())
					.httpBasic(Customizer.withDefaults())
					.csrf((csrf) -> csrf.disable())
					.build();
			}

		}

	}

}
