package io.alwayson.resilience.actuate;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

import io.alwayson.resilience.CircuitBreaker;
import io.alwayson.resilience.CircuitOpenException;
import io.alwayson.resilience.Resilience;
import io.alwayson.resilience.Switches;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What operators see and switch, over HTTP as they do it.
 */
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
@ParameterizedClass
@ValueSource(strings = { "SERVLET", "REACTIVE" })
class ResilienceEndpointTests {

	private static final String EXPOSED = "management.endpoints.web.exposure.include=resilience";

	private static final String UNRESTRICTED = "management.endpoint.resilience.access=unrestricted";

	private final HttpClient client = HttpClient.newHttpClient();

	private final WebApplicationType type;

	private @Nullable ConfigurableApplicationContext context;

	ResilienceEndpointTests(String type) {
		this.type = WebApplicationType.valueOf(type);
	}

	@AfterEach
	void close() {
		if (this.context != null) {
			this.context.close();
		}
	}

	@Test
	void isNotThereUntilExposed() throws Exception {
		start();
		assertThat(get("").statusCode()).isEqualTo(404);
	}

	@Test
	void nobodyMayWriteByDefault() throws Exception {
		start(EXPOSED);
		assertThat(post("/prices", "{\"retries\":\"off\"}").statusCode()).isEqualTo(405);
		assertThat(resilience().corridor("prices").switches().retriesOff()).isFalse();
	}

	@Test
	void saysHowCallsAreProtectedNow() throws Exception {
		start(EXPOSED, "alwayson.dependencies.prices.resilience.hedge.max-delay=250ms");
		HttpResponse<String> all = get("");
		assertThat(all.statusCode()).isEqualTo(200);
		assertThat(all.body())
			.contains("{\"dependencies\":{", "\"prices\":{", "\"stock\":{", "observed > fallback > deadline",
					"\"deadline\":\"PT2S\"", "\"budgetTokens\":10.0", "\"circuitBreaker\":\"CLOSED\"",
					"\"limit\":20,\"inFlight\":0", "\"hedgeDelay\":\"PT0.25S\"",
					"\"worstCase\":{\"attempts\":3,\"attemptTime\":\"PT1.95S\",\"time\":\"PT2S\"}",
					"\"switches\":{\"circuitBreaker\":\"AUTOMATIC\",\"retries\":true,\"hedges\":true}")
			.doesNotContain("prices.example", "secret");
		HttpResponse<String> one = get("/stock");
		assertThat(one.statusCode()).isEqualTo(200);
		assertThat(one.body()).startsWith("{\"description\":\"stock: ").doesNotContain("prices");
	}

	@Test
	void dependencyThatIsNotDeclaredIsNotFound() throws Exception {
		start(EXPOSED, UNRESTRICTED);
		assertThat(get("/orders").statusCode()).isEqualTo(404);
		HttpResponse<String> answer = post("/orders", "{\"retries\":\"off\"}");
		assertThat(answer.statusCode()).isEqualTo(404);
		assertThat(answer.body()).contains("UNKNOWN_DEPENDENCY", "prices", "stock").doesNotContain("orders");
	}

	@Test
	void forcesTheCircuitBreakerAndLeavesItToItselfAgain(CapturedOutput output) throws Exception {
		start(EXPOSED, UNRESTRICTED);
		HttpResponse<String> answer = post("/prices", "{\"circuitBreaker\":\"open\"}");
		assertThat(answer.statusCode()).isEqualTo(200);
		assertThat(answer.body()).contains("\"circuitBreaker\":\"OPEN\"");
		assertThatExceptionOfType(CircuitOpenException.class)
			.isThrownBy(() -> resilience().dependency("prices").call(() -> "value"));
		assertThat(resilience().dependency("stock").call(() -> "value")).isEqualTo("value");
		assertThat(post("/prices", "{\"circuitBreaker\":\"open\"}").statusCode()).isEqualTo(200);
		assertThat(post("/prices", "{\"circuitBreaker\":\"closed\"}").statusCode()).isEqualTo(200);
		assertThat(resilience().dependency("prices").call(() -> "value")).isEqualTo("value");
		assertThat(resilience().corridor("prices").switches().circuit()).isEqualTo(Switches.Circuit.CLOSED);
		assertThat(post("/prices", "{\"circuitBreaker\":\"automatic\"}").statusCode()).isEqualTo(200);
		assertThat(resilience().corridor("prices").breaker().state()).isEqualTo(CircuitBreaker.State.CLOSED);
		assertThat(output.getOut())
			.containsOnlyOnce("Resilience of 'prices': somebody set circuit breaker automatic, until this process ends")
			.contains("set circuit breaker closed");
	}

	@Test
	void switchesRetriesAndHedgesOffAndOn() throws Exception {
		start(EXPOSED, UNRESTRICTED);
		assertThat(post("/prices", "{\"retries\":\"off\",\"hedges\":\"off\"}").body())
			.contains("\"retries\":false,\"hedges\":false");
		assertThat(resilience().corridor("prices").switches().retriesOff()).isTrue();
		assertThat(resilience().corridor("stock").switches().retriesOff()).isFalse();
		assertThat(post("/prices", "{\"retries\":\"on\"}").body()).contains("\"retries\":true,\"hedges\":false");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			{}                                            | Say circuitBreaker, retries or hedges
			{"breaker":"open"}                            | Say circuitBreaker, retries or hedges
			{"circuitBreaker":"ajar"}                     | Say one of open, closed, automatic for circuitBreaker
			{"retries":"maybe"}                           | Say on or off for retries
			{"circuitBreaker":"open","hedges":"false"}    | Say on or off for hedges
			""")
	void badInputChangesNothingAndSaysWhatIsMeant(String body, String message) throws Exception {
		start(EXPOSED, UNRESTRICTED);
		HttpResponse<String> answer = post("/prices", body);
		assertThat(answer.statusCode()).isEqualTo(400);
		assertThat(answer.body()).contains(message).doesNotContain("ajar", "maybe");
		assertThat(resilience().corridor("prices").switches().circuit()).isEqualTo(Switches.Circuit.AUTOMATIC);
	}

	private void start(String... properties) {
		SpringApplicationBuilder application = new SpringApplicationBuilder(Application.class).web(this.type)
			.properties("server.port=0", "alwayson.dependencies.prices.type=http",
					"alwayson.dependencies.prices.endpoint=http://prices.example",
					"alwayson.dependencies.stock.type=jdbc", "spring.main.banner-mode=off");
		this.context = application.properties(properties).run();
	}

	private Resilience resilience() {
		return started().getBean(Resilience.class);
	}

	private ConfigurableApplicationContext started() {
		assertThat(this.context).isNotNull();
		return this.context;
	}

	private HttpResponse<String> get(String path) throws Exception {
		return send(request(path).GET());
	}

	private HttpResponse<String> post(String path, String body) throws Exception {
		return send(request(path).header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString(body)));
	}

	private HttpRequest.Builder request(String path) {
		String port = started().getEnvironment().getProperty("local.server.port");
		return HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/actuator/resilience" + path))
			.timeout(Duration.ofSeconds(20));
	}

	private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
		return this.client.send(request.build(), HttpResponse.BodyHandlers.ofString());
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
