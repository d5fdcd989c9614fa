package io.alwayson.kit.contract;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.atomic.AtomicInteger;

import com.sun.net.httpserver.HttpServer;
import io.alwayson.test.fault.FaultProxy;
import io.alwayson.workload.Workload;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One request through all three starters, in a real Tomcat, at a dependency that fails
 * once.
 */
class WholeKitTests {

	private final HttpClient client = HttpClient.newHttpClient();

	@Test
	void oneDeclarationServesHealthResilienceAndTelemetry() throws Exception {
		AtomicInteger failures = new AtomicInteger();
		HttpServer prices = HttpServer.create(new InetSocketAddress("localhost", 0), 0);
		prices.createContext("/price", (exchange) -> {
			exchange.sendResponseHeaders((failures.getAndDecrement() > 0) ? 503 : 204, -1);
			exchange.close();
		});
		prices.createContext("/livez", (exchange) -> {
			exchange.sendResponseHeaders(204, -1);
			exchange.close();
		});
		prices.start();
		try (FaultProxy proxy = FaultProxy.to("localhost", prices.getAddress().getPort());
				ConfigurableApplicationContext context = start(proxy.uri())) {
			int port = ((WebServerApplicationContext) context).getWebServer().getPort();
			Awaitility.await("the first round of checks").until(() -> get(port, "/readyz").statusCode() == 200);
			assertThat(get(port, "/health/stamp")).satisfies((verdict) -> {
				assertThat(verdict.statusCode()).isEqualTo(200);
				assertThat(verdict.body()).contains("\"stamp\":\"weu-blue\"")
					.contains("\"component\":\"prices\"")
					.contains("\"name\":\"show-price\"");
			});
			failures.set(1);
			HttpResponse<String> answer = get(port, "/api/price");
			assertThat(answer.statusCode()).isEqualTo(200);
			assertThat(answer.body()).isEqualTo("status 204");
			assertThat(answer.headers().firstValue("X-Correlation-ID")).hasValue("order-4711");
			assertThat(answer.headers().firstValue("X-Server-Location")).hasValue("westeurope");
			MeterRegistry meters = context.getBean(MeterRegistry.class);
			assertThat(meters.get("alwayson.resilience.retries").tag("dependency", "prices").counter().count())
				.isEqualTo(1);
			Awaitility.await("the flow's outcome, told after the response")
				.untilAsserted(() -> assertThat(
						meters.get("alwayson.flow.requests").tag("flow", "show-price").counter().count())
					.isEqualTo(1));
			assertThat(meters.get("alwayson.flow.duration").tag("flow", "show-price").timers()).extracting(Timer::count)
				.contains(1L);
			assertThat(meters.get("alwayson.health.state").tag("node", "prices").gauge().value()).isZero();
		}
		finally {
			prices.stop(0);
		}
	}

	private HttpResponse<String> get(int port, String path) throws IOException, InterruptedException {
		return this.client.send(HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
			.header("X-Correlation-ID", "order-4711")
			.build(), HttpResponse.BodyHandlers.ofString());
	}

	private static ConfigurableApplicationContext start(URI prices) {
		return new SpringApplicationBuilder(Application.class).web(WebApplicationType.SERVLET)
			.bannerMode(Banner.Mode.OFF)
			.run("--server.port=0", "--alwayson.stamp.id=weu-blue", "--alwayson.stamp.region=westeurope",
					"--alwayson.dependencies.prices.type=http", "--alwayson.dependencies.prices.endpoint=" + prices,
					"--alwayson.dependencies.prices.probe-path=/livez", "--alwayson.flows.show-price.uses=prices",
					"--alwayson.flows.show-price.routes=GET /api/price", "--prices.endpoint=" + prices);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(Prices.class)
	static class Application {

	}

	@RestController
	static class Prices {

		private final RestClient client;

		Prices(RestClient.Builder builder, Workload workload) {
			this.client = builder.baseUrl(workload.dependencies().get("prices").target().endpoint().uri()).build();
		}

		@GetMapping("/api/price")
		String price() {
			return "status " + this.client.get().uri("/price").retrieve().toBodilessEntity().getStatusCode().value();
		}

	}

}
