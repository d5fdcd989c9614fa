package io.alwayson.health.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;

import io.alwayson.health.HealthCheck;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.LivenessState;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.http.server.reactive.HttpHandlerDecoratorFactory;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What holds on every server. Spring Security is on the class path, with its default
 * chain.
 */
abstract class SurfacesContract {

	private static final String[] SURFACES = { "/health/stamp", "/livez", "/readyz" };

	/** As quick as it gets: hundreds of requests show a password. */
	private static final PasswordEncoder ENCODER = new BCryptPasswordEncoder(4);

	private static final String PASSWORD = "spring.security.user.password=" + ENCODER.encode("pass");

	private static final String FRONT_DOOR = "a0a0a0a0-bbbb-cccc-dddd-e1e1e1e1e1e1";

	private static final String OTHER_FRONT_DOOR = "b1b1b1b1-bbbb-cccc-dddd-e1e1e1e1e1e1";

	private final HttpClient client = HttpClient.newHttpClient();

	private ConfigurableApplicationContext context;

	abstract WebApplicationType type();

	abstract String contextPathProperty();

	/** The server's name, as its classes begin. */
	abstract String server();

	@AfterEach
	void close() {
		this.context.close();
	}

	@Test
	void surfacesAnswerWithoutCredentialsAndEverythingElseDoesNot() {
		start();
		for (String surface : SURFACES) {
			awaitStatus(surface, 200);
		}
		for (String other : new String[] { "/", "/hello", "/health", "/health/", "/health/stamp/", "/health/stamp/x",
				"/health/stampede", "/livez/", "/readyz/x", "/actuator/stamp", "/actuator/env" }) {
			assertThat(get(other).statusCode()).as(other).isEqualTo(401);
		}
	}

	@Test
	void stampIsJsonThatNobodyStores() {
		start();
		awaitStatus("/health/stamp", 200);
		HttpResponse<String> response = get("/health/stamp");
		assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
		assertThat(response.headers().firstValue("Cache-Control")).hasValue("no-store");
		assertThat(response.body()).matches("\\{\"lastExecution\":\"[0-9T:.-]+Z\",\"stamp\":\"local\","
				+ "\"status\":\"HEALTHY\",\"routing\":\"ACCEPT\","
				+ "\"own\":\\{\"status\":\"HEALTHY\",\"routing\":\"ACCEPT\"},"
				+ "\"flows\":\\[\\{\"name\":\"buy\",\"status\":\"HEALTHY\",\"routing\":\"ACCEPT\"}],"
				+ "\"checks\":\\[\\{\"component\":\"partner\",\"status\":\"HEALTHY\",\"duration\":\"PT[0-9.E-]+S\"}.*]}");
	}

	@Test
	void headAnswersLikeGetWithoutABody() {
		start();
		awaitStatus("/health/stamp", 200);
		for (String surface : SURFACES) {
			HttpResponse<String> response = send(surface, "HEAD", "*/*");
			assertThat(response.statusCode()).isEqualTo(200);
			assertThat(response.body()).isEmpty();
			assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
			assertThat(response.headers().firstValueAsLong("Content-Length").orElse(0)).isPositive();
		}
	}

	@Test
	void otherMethodsAreNotAllowed() {
		start();
		for (String method : new String[] { "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "BREW" }) {
			HttpResponse<String> response = send("/health/stamp", method, "*/*");
			assertThat(response.statusCode()).as(method).isEqualTo(405);
			assertThat(response.headers().firstValue("Allow")).hasValue("GET, HEAD");
			assertThat(response.body()).isEmpty();
		}
	}

	@Test
	void whateverIsAcceptedTheAnswerIsTheSame() {
		start();
		awaitStatus("/health/stamp", 200);
		for (String accept : new String[] { "text/html", "application/xml", "nonsense", "image/*;q=0.1", "" }) {
			assertThat(send("/health/stamp", "GET", accept).statusCode()).as(accept).isEqualTo(200);
		}
	}

	@Test
	void queryIsIgnored() {
		start();
		awaitStatus("/health/stamp", 200);
		assertThat(get("/health/stamp?a=b&c=%00").statusCode()).isEqualTo(200);
	}

	@Test
	void hostilePathsAreNotOurs() throws IOException {
		start();
		awaitStatus("/health/stamp", 200);
		for (String path : new String[] { "/hello/..;/health/stamp", "/health/stamp;a=b", "/health//stamp",
				"//health/stamp", "/health/%73tamp", "/health%2fstamp", "/x/../health/stamp", "/health/stamp%00",
				"/health/./stamp", "/livez;x" }) {
			assertThat(rawStatus(path)).as(path).isIn(400, 401, 403, 404);
		}
		assertThat(get("/health/stamp").statusCode()).isEqualTo(200);
	}

	@Test
	void surfacesAnswerUnderAContextPathOnly() {

		start(contextPathProperty() + "=/ctx");
		for (String surface : SURFACES) {
			awaitStatus("/ctx" + surface, 200);
			assertThat(get(surface).statusCode()).as(surface).isNotEqualTo(200);
		}
		assertThat(get("/ctx/hello").statusCode()).isEqualTo(401);
	}

	@Test
	void stateOfTheProcessIsAnswered() {
		start();
		awaitStatus("/readyz", 200);
		AvailabilityChangeEvent.publish(this.context, ReadinessState.REFUSING_TRAFFIC);
		assertThat(get("/readyz").statusCode()).isEqualTo(503);
		assertThat(get("/readyz").body()).isEqualTo("{\"status\":\"OUT_OF_SERVICE\"}");
		assertThat(get("/livez").statusCode()).isEqualTo(200);
		assertThat(get("/health/stamp").statusCode()).isEqualTo(200);
		AvailabilityChangeEvent.publish(this.context, LivenessState.BROKEN);
		assertThat(get("/livez").statusCode()).isEqualTo(503);
		assertThat(get("/livez").body()).isEqualTo("{\"status\":\"DOWN\"}");
	}

	@Test
	void failureOfAStampDependencyRefusesAndShowsNoSecret() {
		start("test.partner=fails");
		awaitStatus("/health/stamp", 503);
		Awaitility.await().until(() -> get("/health/stamp").body().contains("partner ERROR since"));
		String body = get("/health/stamp").body();
		assertThat(body).contains("\"status\":\"UNHEALTHY\",\"routing\":\"REFUSE\",")
			.contains("\"cause\":\"buy UNHEALTHY <- partner ERROR since")
			.doesNotContain("routingReason")
			.doesNotContain("secret");
		assertThat(get("/readyz").statusCode()).isEqualTo(200);
	}

	@Test
	void readinessWaitsForTheFirstRound() {
		start("test.partner=hangs", "alwayson.health.defaults.timeout=2s");
		assertThat(get("/readyz").statusCode()).isEqualTo(503);
		assertThat(get("/livez").statusCode()).isEqualTo(200);
		assertThat(get("/health/stamp").body()).contains("\"routing\":\"REFUSE\",\"routingReason\":\"STARTING\"");
		awaitStatus("/readyz", 200);
	}

	@Test
	void disabledLeavesThePathsToTheApplication() {
		start("alwayson.health.enabled=false");
		assertThat(get("/health/stamp").statusCode()).isEqualTo(401);
		assertThat(send("/health/stamp", "POST", "*/*").statusCode()).isIn(401, 403);
	}

	@Test
	void actuatorShowsTheVerdictToThoseWhoMay() {
		start("management.endpoints.web.exposure.include=stamp,health", PASSWORD,
				"management.endpoint.health.probes.enabled=true");
		awaitStatus("/health/stamp", 200);
		assertThat(get("/actuator/stamp").statusCode()).isEqualTo(401);
		HttpResponse<String> response = sendAuthorized("/actuator/stamp");
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.body()).contains("\"stamp\":\"local\"")
			.contains("\"lastExecution\":\"20")
			.contains("\"duration\":\"PT")
			.contains("\"children\":[{\"kind\":\"FLOW\",\"name\":\"buy\",\"impact\":\"STANDARD\"}")
			.contains("\"at\":\"20")
			.contains("\"transitions\":[{")
			.doesNotContain("\"verdict\"");
		assertThat(get("/actuator/health/readiness").body()).isEqualTo("{\"status\":\"UP\"}");
		assertThat(get("/actuator/health/liveness").body()).isEqualTo("{\"status\":\"UP\"}");
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void everythingElseIsAsProtectedAsWithoutUs(boolean ownChain) {
		assertThat(answers(ownChain, true)).isEqualTo(answers(ownChain, false));
	}

	@Test
	void chainThatDeniesEverythingDoesNotDenySurfaces() {
		start("test.own-chain=true");
		for (String surface : SURFACES) {
			awaitStatus(surface, 200);
		}
		assertThat(get("/health/other").statusCode()).isEqualTo(401);
	}

	@Test
	void managementPortShowsTheVerdictAndLeavesSurfacesToTheMainPort() {
		start("management.server.port=0", "management.endpoints.web.exposure.include=stamp,health", PASSWORD);
		awaitStatus("/health/stamp", 200);
		int management = this.context.getEnvironment().getRequiredProperty("local.management.port", Integer.class);
		assertThat(management).isNotEqualTo(port());
		for (String surface : SURFACES) {
			assertThat(get(surface).statusCode()).as(surface).isEqualTo(200);
			assertThat(send(authorized(management, surface)).statusCode()).as(surface).isEqualTo(404);
		}
		assertThat(send(authorized(management, "/actuator/stamp")).body()).contains("\"stamp\":\"local\"");
		assertThat(send(authorized(port(), "/actuator/stamp")).statusCode()).isEqualTo(404);
	}

	/** Status and challenge by request, of all but the surfaces. */
	private Map<String, String> answers(boolean ownChain, boolean enabled) {
		start("test.own-chain=" + ownChain, "alwayson.health.enabled=" + enabled, PASSWORD,
				"management.endpoints.web.exposure.include=health,env");
		Map<String, String> answers = new TreeMap<>();
		for (String path : new String[] { "/", "/hello", "/public", "/health", "/health/", "/health/other",
				"/health/stamp/", "/health/stamp/x", "/livez/", "/livezz", "/readyz/x", "/actuator", "/actuator/health",
				"/actuator/env", "/login", "/error", "/nowhere" }) {
			for (String method : new String[] { "GET", "HEAD", "POST", "OPTIONS" }) {
				for (String credentials : new String[] { "", "pass", "wrong" }) {
					HttpRequest.Builder request = HttpRequest.newBuilder(uri(path))
						.method(method, HttpRequest.BodyPublishers.noBody());
					if (!credentials.isEmpty()) {
						request.header("Authorization", basic(credentials));
					}
					HttpResponse<String> response = send(request.build());
					answers.put(method + " " + path + " " + credentials, response.statusCode() + " "
							+ response.headers().allValues("WWW-Authenticate") + response.headers().allValues("Allow"));
				}
			}
		}
		this.context.close();
		return answers;
	}

	private static String basic(String password) {
		return "Basic " + Base64.getEncoder().encodeToString(("user:" + password).getBytes(StandardCharsets.US_ASCII));
	}

	private static HttpRequest authorized(int port, String path) {
		return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
			.header("Authorization", basic("pass"))
			.build();
	}

	@Test
	void onlyWhatComesThroughTheListedFrontDoorIsLetInButForProbes() throws IOException {
		start("alwayson.inbound.front-door-ids=" + OTHER_FRONT_DOOR + "," + FRONT_DOOR);
		awaitStatus("/livez", 200);
		awaitStatus("/readyz", 200);
		for (String path : new String[] { "/health/stamp", "/hello", "/", "/actuator/stamp", "/nosuch" }) {
			assertThat(get(path).statusCode()).as(path).isEqualTo(403);
		}
		assertThat(get("/hello").body()).isEmpty();
		assertThat(through("/health/stamp", FRONT_DOOR).statusCode()).isEqualTo(200);
		assertThat(through("/health/stamp", OTHER_FRONT_DOOR.toUpperCase(Locale.ROOT)).statusCode()).isEqualTo(200);
		assertThat(through("/hello", FRONT_DOOR).statusCode()).isEqualTo(401);
		assertThat(through("/hello", FRONT_DOOR.replace('1', '2')).statusCode()).isEqualTo(403);
		assertThat(through("/hello", "").statusCode()).isEqualTo(403);
		assertThat(through("/hello", FRONT_DOOR, FRONT_DOOR).statusCode()).as("said twice").isEqualTo(403);
		assertThat(through("/hello", FRONT_DOOR + "," + FRONT_DOOR).statusCode()).isEqualTo(403);
		for (String path : new String[] { "/hello/..;/livez", "/livez;a=b", "//livez", "/livez/", "/%6civez",
				"/x/../livez", "/livez/..;/hello" }) {
			assertThat(rawStatus(path)).as(path).isIn(400, 403);
		}
	}

	@Test
	void callersInTrustedNetworksNeedNotComeThroughFrontDoor() {
		start("alwayson.inbound.front-door-ids=" + FRONT_DOOR, "alwayson.inbound.trusted-networks=127.0.0.0/8,::1/128");
		awaitStatus("/health/stamp", 200);
		assertThat(get("/hello").statusCode()).isEqualTo(401);
	}

	@ParameterizedTest
	@ValueSource(strings = { "none", "framework" })
	void whoSaysToBeInATrustedNetworkIsNot(String forwarding) {
		start("alwayson.inbound.front-door-ids=" + FRONT_DOOR, "alwayson.inbound.trusted-networks=10.0.0.0/8",
				"spring.main.cloud-platform=kubernetes", "alwayson.health.drain.delay=0s",
				"server.forward-headers-strategy=" + forwarding);
		awaitStatus("/livez", 200);
		for (String header : new String[] { "X-Forwarded-For", "Forwarded", "X-Real-IP" }) {
			HttpRequest request = HttpRequest.newBuilder(uri("/hello"))
				.header(header, header.equals("Forwarded") ? "for=10.0.0.1" : "10.0.0.1")
				.build();
			assertThat(send(request).statusCode()).as(header).isEqualTo(403);
		}
	}

	@Test
	void frontDoorIsAskedForUnderAContextPathToo() {
		start("alwayson.inbound.front-door-ids=" + FRONT_DOOR, contextPathProperty() + "=/ctx");
		awaitStatus("/ctx/livez", 200);
		assertThat(get("/ctx/health/stamp").statusCode()).isEqualTo(403);
		assertThat(get("/ctx/hello").statusCode()).isEqualTo(403);
		assertThat(through("/ctx/hello", FRONT_DOOR).statusCode()).isEqualTo(401);
	}

	private HttpResponse<String> through(String path, String... ids) {
		HttpRequest.Builder request = HttpRequest.newBuilder(uri(path));
		for (String id : ids) {
			request.header("X-Azure-FDID", id);
		}
		return send(request.build());
	}

	private void start(String... properties) {
		SpringApplicationBuilder builder = new SpringApplicationBuilder(App.class).web(type())
			.properties("server.port=0", "server.shutdown=immediate", "spring.main.banner-mode=off",
					"logging.level.root=WARN", "alwayson.dependencies.partner.type=custom",
					"alwayson.dependencies.partner.failure-scope=stamp", "alwayson.flows.buy.uses=partner",
					"alwayson.health.defaults.retry-interval=20ms",
					"spring.autoconfigure.exclude=" + String.join(",", excluded()), "test.partner=works");
		this.context = builder.properties(properties).run();
		assertThat(((WebServerApplicationContext) this.context).getWebServer().getClass().getSimpleName())
			.contains(server());
	}

	/** All servers are on the class path. */
	private List<String> excluded() {
		List<String> excluded = new ArrayList<>();
		excluded.add("org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration");
		for (String other : List.of("Tomcat", "Jetty")) {
			if (!other.equals(server())) {
				String autoconfigure = "org.springframework.boot." + other.toLowerCase(Locale.ROOT) + ".autoconfigure.";
				for (String style : List.of("Servlet", "Reactive")) {
					excluded.add(autoconfigure + style.toLowerCase(Locale.ROOT) + "." + other + style
							+ "WebServerAutoConfiguration");
					excluded.add(autoconfigure + "actuate.web.server." + other + style
							+ "ManagementContextAutoConfiguration");
				}
			}
		}
		return excluded;
	}

	private void awaitStatus(String path, int status) {
		Awaitility.await(path)
			.pollInterval(Duration.ofMillis(20))
			.untilAsserted(() -> assertThat(get(path).statusCode()).isEqualTo(status));
	}

	private HttpResponse<String> get(String path) {
		return send(path, "GET", "*/*");
	}

	private HttpResponse<String> send(String path, String method, String accept) {
		return send(HttpRequest.newBuilder(uri(path))
			.header("Accept", accept)
			.method(method, HttpRequest.BodyPublishers.noBody())
			.build());
	}

	private HttpResponse<String> sendAuthorized(String path) {
		return send(authorized(port(), path));
	}

	private HttpResponse<String> send(HttpRequest request) {
		try {
			return this.client.send(request, HttpResponse.BodyHandlers.ofString());
		}
		catch (IOException | InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** Clients tidy paths up, so this one is written by hand. */
	private int rawStatus(String path) throws IOException {
		try (Socket socket = new Socket("localhost", port())) {
			OutputStream out = socket.getOutputStream();
			out.write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
				.getBytes(StandardCharsets.US_ASCII));
			InputStream in = socket.getInputStream();
			String answer = new String(in.readAllBytes(), StandardCharsets.UTF_8);
			return Integer.parseInt(answer.substring(9, 12));
		}
	}

	private URI uri(String path) {
		return URI.create("http://localhost:" + port() + path);
	}

	private int port() {
		return this.context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(OwnChain.class)
	@RestController
	static class App {

		@GetMapping("/hello")
		String hello() {
			return "hello";
		}

		@GetMapping("/public")
		String open() {
			return "open";
		}

		/** Somebody else's, which the management port's server also has. */
		@Bean
		@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
		HttpHandlerDecoratorFactory another() {
			return (handler) -> (request, response) -> handler.handle(request, response);
		}

		@Bean
		PasswordEncoder passwordEncoder() {
			return ENCODER;
		}

		@Bean
		HealthCheck partner(Environment environment) {
			String behaviour = environment.getRequiredProperty("test.partner");
			return () -> {
				if (behaviour.equals("fails")) {
					throw new IllegalStateException("secret");
				}
				if (behaviour.equals("hangs")) {
					new CountDownLatch(1).await();
				}
				return HealthCheck.Answer.up();
			};
		}

	}

	/** A chain of the application's own, which denies even what is ours. */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnBooleanProperty("test.own-chain")
	static class OwnChain {

		@Bean
		@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
		SecurityFilterChain servletChain(HttpSecurity http) {
			return http
				.authorizeHttpRequests((requests) -> requests.requestMatchers("/public")
					.permitAll()
					.requestMatchers("/health/**", "/livez", "/readyz")
					.denyAll()
					.anyRequest()
					.authenticated())
				.httpBasic(Customizer.withDefaults())
				.build();
		}

		@Bean
		@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
		SecurityWebFilterChain reactiveChain(ServerHttpSecurity http) {
			return http
				.authorizeExchange((exchanges) -> exchanges.pathMatchers("/public")
					.permitAll()
					.pathMatchers("/health/**", "/livez", "/readyz")
					.denyAll()
					.anyExchange()
					.authenticated())
				.httpBasic(Customizer.withDefaults())
				.build();
		}

	}

}
