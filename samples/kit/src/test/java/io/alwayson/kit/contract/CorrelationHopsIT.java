package io.alwayson.kit.contract;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import com.azure.messaging.eventhubs.EventData;
import com.azure.messaging.eventhubs.EventHubClientBuilder;
import com.azure.messaging.eventhubs.EventHubConsumerClient;
import com.azure.messaging.eventhubs.EventHubProducerClient;
import com.azure.messaging.eventhubs.models.EventPosition;
import com.azure.messaging.servicebus.ServiceBusMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverClient;
import com.azure.messaging.servicebus.ServiceBusSenderClient;
import com.azure.storage.blob.BlobServiceAsyncClient;
import com.azure.storage.blob.BlobServiceClientBuilder;
import com.sun.net.httpserver.HttpServer;
import io.alwayson.resilience.azure.ServiceBusClients;
import io.alwayson.test.azure.AmqpServer;
import io.alwayson.test.azure.Azurite;
import io.alwayson.workload.context.UserFlow;
import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.MDC;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Wherever the work of a request goes on, its trace, its correlation id and its flow are
 * there too, with nothing but the starters.
 */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CorrelationHopsIT {

	@RegisterExtension
	static final Azurite azurite = Azurite.blob();

	private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";

	private static final String ID = "order-4711";

	private AmqpServer amqp;

	private HttpServer next;

	private ConfigurableApplicationContext context;

	private ConfigurableApplicationContext virtual;

	@BeforeAll
	void start() throws IOException {
		this.amqp = AmqpServer.start().addEventHub("events", 1).addQueue("orders");
		this.next = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.next.createContext("/", (exchange) -> {
			byte[] heard = (exchange.getRequestHeaders().getFirst("traceparent").substring(3, 35) + " "
					+ exchange.getRequestHeaders().getFirst("X-Correlation-ID"))
				.getBytes(StandardCharsets.UTF_8);
			exchange.sendResponseHeaders(200, heard.length);
			exchange.getResponseBody().write(heard);
			exchange.close();
		});
		this.next.start();
		this.context = application();
		this.virtual = application("--spring.threads.virtual.enabled=true");
	}

	@AfterAll
	void stop() {
		this.context.close();
		this.virtual.close();
		this.next.stop(0);
		this.amqp.close();
	}

	private ConfigurableApplicationContext application(String... more) {
		String address = "http://127.0.0.1:" + this.next.getAddress().getPort();
		return new SpringApplicationBuilder(Application.class).web(WebApplicationType.SERVLET)
			.bannerMode(Banner.Mode.OFF)
			.properties(Map.of("server.port", "0", "next", address, "storage", azurite.connectionString(),
					"alwayson.flows.buy.criticality", "high", "alwayson.dependencies.next.type", "http",
					"alwayson.dependencies.next.endpoint", address))
			.properties(Map.of("alwayson.dependencies.events.type", "event-hubs",
					"alwayson.dependencies.events.endpoint", this.amqp.connectionString(),
					"alwayson.dependencies.events.event-hub", "events", "alwayson.dependencies.orders.type",
					"service-bus", "alwayson.dependencies.orders.endpoint", this.amqp.connectionString(),
					"alwayson.dependencies.orders.queue", "orders", "alwayson.resilience.defaults.deadline", "10s",
					"alwayson.resilience.defaults.attempt-timeout", "3s"))
			.run(more);
	}

	@ParameterizedTest
	@ValueSource(strings = { "servlet", "async", "scheduler", "completable-future", "reactor", "azure-callback" })
	void workOfARequestKnowsItsTraceIdAndFlow(String hop) throws Exception {
		assertThat(get(this.context, hop)).isEqualTo(TRACE + " " + ID + " buy");
		// Spring's scheduler for virtual threads takes the context where it runs a task,
		// and not where it got it.
		if (!hop.equals("scheduler")) {
			assertThat(get(this.virtual, hop)).isEqualTo(TRACE + " " + ID + " buy");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "rest-client", "web-client" })
	void requestThatGoesOutSaysTraceAndId(String hop) throws Exception {
		assertThat(get(this.context, hop)).isEqualTo(TRACE + " " + ID);
	}

	@ParameterizedTest
	@ValueSource(strings = { "event-hubs", "service-bus" })
	void messageSaysTraceAndId(String hop) throws Exception {
		assertThat(get(this.context, hop)).isEqualTo("sent");
		Map<String, Object> properties = hop.equals("event-hubs") ? event() : message();
		assertThat(properties).containsEntry("X-Correlation-ID", ID);
		assertThat(properties.get("traceparent")).asString().startsWith("00-" + TRACE + "-");
	}

	@Test
	void attemptsAreMeasuredFromTheOutcomesThatHealthSees() throws Exception {
		get(this.context, "rest-client");
		assertThat(this.context.getBean(MeterRegistry.class)
			.get("alwayson.dependency.attempts")
			.tags("dependency", "next", "operation", "read", "region", "none", "outcome", "success", "attempt", "first",
					"retry.owner", "alwayson")
			.timer()
			.count()).isPositive();
	}

	private Map<String, Object> event() {
		try (EventHubConsumerClient consumer = new EventHubClientBuilder()
			.connectionString(this.amqp.connectionString(), "events")
			.consumerGroup("$Default")
			.buildConsumerClient()) {
			return consumer.receiveFromPartition("0", 1, EventPosition.earliest(), Duration.ofSeconds(20))
				.iterator()
				.next()
				.getData()
				.getProperties();
		}
	}

	private Map<String, Object> message() {
		try (ServiceBusReceiverClient receiver = this.context.getBean(ServiceBusClients.class)
			.receiver("orders")
			.buildClient()) {
			return receiver.receiveMessages(1).iterator().next().getApplicationProperties();
		}
	}

	private static String get(ConfigurableApplicationContext context, String hop)
			throws IOException, InterruptedException {
		int port = context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
		return HttpClient.newHttpClient()
			.send(HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/" + hop))
				.header("traceparent", "00-" + TRACE + "-b7ad6b7169203331-01")
				.header("X-Correlation-ID", ID)
				.build(), HttpResponse.BodyHandlers.ofString())
			.body();
	}

	private static String labels() {
		return MDC.get("traceId") + " " + MDC.get("correlationId") + " " + MDC.get("flow");
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@EnableAsync
	@EnableScheduling
	@Import({ Hops.class, Background.class })
	static class Application {

		@Bean
		BlobServiceAsyncClient blobs(@Value("${storage}") String connectionString) {
			return new BlobServiceClientBuilder().connectionString(connectionString).buildAsyncClient();
		}

	}

	static class Background {

		@Async
		CompletableFuture<String> work() {
			return CompletableFuture.completedFuture(labels());
		}

	}

	@RestController
	@UserFlow("buy")
	static class Hops {

		private final Background background;

		private final AsyncTaskExecutor executor;

		private final TaskScheduler scheduler;

		private final ApplicationContext beans;

		private final String next;

		Hops(Background background, @Qualifier("applicationTaskExecutor") AsyncTaskExecutor executor,
				TaskScheduler scheduler, ApplicationContext beans, @Value("${next}") String next) {
			this.background = background;
			this.executor = executor;
			this.scheduler = scheduler;
			this.beans = beans;
			this.next = next;
		}

		@GetMapping("/servlet")
		String servlet() {
			return labels();
		}

		@GetMapping("/async")
		String async() throws Exception {
			return this.background.work().get(10, TimeUnit.SECONDS);
		}

		@GetMapping("/scheduler")
		String scheduler() throws Exception {
			CompletableFuture<String> done = new CompletableFuture<>();
			this.scheduler.schedule(() -> done.complete(labels()), Instant.now());
			return done.get(10, TimeUnit.SECONDS);
		}

		@GetMapping("/completable-future")
		String completableFuture() throws Exception {
			return CompletableFuture.supplyAsync(CorrelationHopsIT::labels, this.executor)
				.thenApplyAsync((labels) -> labels(), this.executor)
				.get(10, TimeUnit.SECONDS);
		}

		@GetMapping("/reactor")
		String reactor() {
			return Mono.delay(Duration.ofMillis(10)).map((tick) -> labels()).block(Duration.ofSeconds(10));
		}

		@GetMapping("/azure-callback")
		String azureCallback() {
			return this.beans.getBean(BlobServiceAsyncClient.class)
				.getProperties()
				.map((properties) -> labels())
				.block(Duration.ofSeconds(10));
		}

		@GetMapping("/rest-client")
		String restClient() {
			return this.beans.getBean(RestClient.Builder.class)
				.build()
				.get()
				.uri(this.next)
				.retrieve()
				.body(String.class);
		}

		@GetMapping("/web-client")
		String webClient() {
			return this.beans.getBean(WebClient.Builder.class)
				.build()
				.get()
				.uri(this.next)
				.retrieve()
				.bodyToMono(String.class)
				.block(Duration.ofSeconds(10));
		}

		@GetMapping("/event-hubs")
		String eventHubs() {
			this.beans.getBean("events", EventHubProducerClient.class).send(List.of(new EventData("one")));
			return "sent";
		}

		@GetMapping("/service-bus")
		String serviceBus() {
			this.beans.getBean("orders", ServiceBusSenderClient.class)
				.sendMessage(this.beans.getBean(ServiceBusClients.class).withHeaders(new ServiceBusMessage("one")));
			return "sent";
		}

	}

}
