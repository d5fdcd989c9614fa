package io.alwayson.resilience.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

import com.sun.net.httpserver.HttpServer;
import io.alwayson.test.fault.FaultProxy;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A Spring MVC application that calls a declared service, as a whole.
 */
@Timeout(120)
class ServedRequestIT {

	private HttpServer backend;

	private FaultProxy proxy;

	private ConfigurableApplicationContext application;

	private final HttpClient browser = HttpClient.newHttpClient();

	@BeforeEach
	void start() throws IOException {
		this.backend = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.backend.createContext("/", (exchange) -> {
			byte[] answer = "42".getBytes(StandardCharsets.UTF_8);
			exchange.sendResponseHeaders(200, answer.length);
			exchange.getResponseBody().write(answer);
			exchange.close();
		});
		this.backend.start();
		this.proxy = FaultProxy.to("127.0.0.1", this.backend.getAddress().getPort());
		SpringApplication spring = new SpringApplication(Shop.class);
		spring.setDefaultProperties(Map.of("server.port", "0", "spring.http.clients.imperative.factory", "jdk",
				"alwayson.dependencies.prices.type", "http", "alwayson.dependencies.prices.endpoint",
				this.proxy.uri().toString(), "alwayson.dependencies.prices.resilience.breaker.min-calls", "10"));
		this.application = spring.run();
	}

	@AfterEach
	void stop() {
		this.application.close();
		this.proxy.close();
		this.backend.stop(0);
	}

	@Test
	void outageCostsEachRequestNoMoreThanItsDeadlineAndItsEndIsNoticed() throws Exception {
		// Classes and connections are there before the clock counts.
		Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> get().statusCode() == 200);
		this.proxy.hang();
		this.proxy.resetCounts();
		long rejected = 0;
		for (int request = 0; request < 12; request++) {
			long start = System.nanoTime();
			assertThat(get().statusCode()).isIn(503, 504);
			Duration time = Duration.ofNanos(System.nanoTime() - start);
			assertThat(time).isLessThan(Duration.ofMillis(3500));
			rejected += (time.toMillis() < 300) ? 1 : 0;
		}
		assertThat(rejected).as("refused at once while the breaker is open").isPositive();
		assertThat(this.proxy.requests()).as("arrivals").isLessThanOrEqualTo(12 + 10 + 12);
		this.proxy.heal();
		Awaitility.await().atMost(Duration.ofSeconds(2)).until(() -> get().statusCode() == 200);
	}

	private HttpResponse<String> get() throws IOException, InterruptedException {
		int port = ((ServletWebServerApplicationContext) this.application).getWebServer().getPort();
		return this.browser.send(HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/price")).build(),
				HttpResponse.BodyHandlers.ofString());
	}

	@EnableAutoConfiguration
	@RestController
	static class Shop {

		private final RestClient prices;

		Shop(RestClient.Builder builder, org.springframework.core.env.Environment environment) {
			this.prices = builder.baseUrl(environment.getRequiredProperty("alwayson.dependencies.prices.endpoint"))
				.build();
		}

		@GetMapping("/price")
		String price() {
			String price = this.prices.get().uri("/price").retrieve().body(String.class);
			return (price != null) ? price : "";
		}

	}

}
