package io.alwayson.health.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.alwayson.health.HealthCheck;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Services that watch each other, over HTTP.
 */
class SiblingServicesIT {

	private static final String HEALTHY = "\"status\":\"HEALTHY\",\"routing\":\"ACCEPT\",\"own\"";

	private static final String OWN_ACCEPTS = "\"own\":{\"status\":\"HEALTHY\",\"routing\":\"ACCEPT\"}";

	private static final String OWN_REFUSES = "\"own\":{\"status\":\"UNHEALTHY\",\"routing\":\"REFUSE\"}";

	private final List<Service> services = new ArrayList<>();

	@AfterEach
	void close() {
		this.services.forEach(Service::stop);
	}

	@Test
	void twoThatWatchEachOtherFallTogetherAndRecoverTogether() throws Exception {
		Service[] two = ring("stamp", "a", "b");
		two[0].backendUp = false;
		two[0].await(503, OWN_REFUSES, "work UNHEALTHY <- backend CONNECT_FAILED since ");
		two[1].await(503, OWN_ACCEPTS, "work UNHEALTHY <- a REFUSES since ");
		two[1].backendUp = false;
		two[1].await(503, OWN_REFUSES);
		two[0].backendUp = true;
		two[0].await(503, OWN_ACCEPTS, "work UNHEALTHY <- b REFUSES since ");
		two[1].backendUp = true;
		two[0].await(200, HEALTHY);
		two[1].await(200, HEALTHY);
	}

	@Test
	void ringOfThreeCannotLatchAndPassesOnNothingAtSecondHand() throws Exception {
		Service[] three = ring("stamp", "a", "b", "c");
		for (int i = 0; i < 3; i++) {
			Service dead = three[i];
			Service watcher = three[(i + 2) % 3];
			Service far = three[(i + 1) % 3];
			dead.backendUp = false;
			watcher.await(503, OWN_ACCEPTS, dead.name + " REFUSES");
			far.await(200, HEALTHY);
			dead.backendUp = true;
			for (Service each : three) {
				each.await(200, HEALTHY);
			}
		}
	}

	@Test
	void healthOfASiblingFeedsHealthAndOnlyItsRoutingFeedsRouting() throws Exception {
		Service[] two = ring("global", "a", "b");
		two[0].backendUp = false;
		two[0].await(200, "\"own\":{\"status\":\"UNHEALTHY\",\"routing\":\"ACCEPT\"}");
		two[1].await(200, "\"status\":\"UNHEALTHY\",\"routing\":\"ACCEPT\"", OWN_ACCEPTS,
				"work UNHEALTHY <- a UNHEALTHY since ");
		two[0].backendUp = true;
		two[1].await(200, HEALTHY);
	}

	@Test
	void siblingThatIsNotThereIsWaitedForNoLongerThanTheFirstRoundAndFoundWhenItComes() throws Exception {
		Service a = new Service("a", "stamp");
		Service b = new Service("b", "stamp");
		a.start(b);
		a.await(503, "\"status\":\"UNHEALTHY\",\"routing\":\"REFUSE\"", OWN_ACCEPTS,
				"work UNHEALTHY <- b CONNECT_FAILED since ");
		assertThat(a.get("/readyz").statusCode()).isEqualTo(200);
		b.start(a);
		a.await(200, HEALTHY);
		b.await(200, HEALTHY);
	}

	private Service[] ring(String scope, String... names) throws IOException {
		Service[] ring = new Service[names.length];
		Arrays.setAll(ring, (i) -> new Service(names[i], scope));
		for (int i = 0; i < ring.length; i++) {
			ring[i].start(ring[(i + 1) % ring.length]);
		}
		for (Service service : ring) {
			service.await(200, HEALTHY);
		}
		return ring;
	}

	private final class Service {

		private final HttpClient client = HttpClient.newHttpClient();

		private final String name;

		private final String scope;

		private final int port = freePort();

		private @Nullable ConfigurableApplicationContext context;

		volatile boolean backendUp = true;

		Service(String name, String scope) {
			this.name = name;
			this.scope = scope;
			SiblingServicesIT.this.services.add(this);
		}

		private int freePort() {
			try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
				return socket.getLocalPort();
			}
			catch (IOException ex) {
				throw new IllegalStateException(ex);
			}
		}

		void start(Service sibling) {
			this.context = new SpringApplicationBuilder(App.class).web(WebApplicationType.SERVLET)
				.initializers((context) -> context.getBeanFactory()
					.registerSingleton("backend",
							(HealthCheck) () -> this.backendUp ? HealthCheck.Answer.up()
									: HealthCheck.Answer.down("CONNECT_FAILED")))
				.properties("server.port=" + this.port, "server.shutdown=immediate", "spring.main.banner-mode=off",
						"logging.level.root=WARN",
						"spring.autoconfigure.exclude=org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
						"alwayson.dependencies.backend.type=custom",
						"alwayson.dependencies.backend.failure-scope=" + this.scope,
						"alwayson.dependencies." + sibling.name + ".type=stamp-service",
						"alwayson.dependencies." + sibling.name + ".endpoint=http://127.0.0.1:" + sibling.port,
						"alwayson.flows.work.uses=backend," + sibling.name, "alwayson.health.defaults.interval=200ms",
						"alwayson.health.defaults.retry-interval=100ms", "alwayson.health.defaults.timeout=2s")
				.run();
		}

		void await(int status, String... parts) {
			Awaitility.await(this.name)
				.atMost(Duration.ofSeconds(20))
				.pollInterval(Duration.ofMillis(20))
				.untilAsserted(() -> {
					HttpResponse<String> response = get("/health/stamp");
					assertThat(response.body()).contains(parts);
					assertThat(response.statusCode()).isEqualTo(status);
				});
		}

		HttpResponse<String> get(String path) throws IOException, InterruptedException {
			return this.client.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + this.port + path))
				.timeout(Duration.ofSeconds(5))
				.build(), HttpResponse.BodyHandlers.ofString());
		}

		void stop() {
			if (this.context != null) {
				this.context.close();
			}
		}

	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class App {

	}

}
