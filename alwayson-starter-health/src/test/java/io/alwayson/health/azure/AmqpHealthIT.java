package io.alwayson.health.azure;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.messaging.eventhubs.EventHubClientBuilder;
import com.azure.messaging.servicebus.ServiceBusClientBuilder;
import com.azure.messaging.servicebus.ServiceBusMessage;
import com.azure.messaging.servicebus.ServiceBusSenderClient;
import io.alwayson.health.PublishedHealth;
import io.alwayson.health.autoconfigure.StampHealthAutoConfiguration;
import io.alwayson.health.autoconfigure.StampHealthAzureAutoConfiguration;
import io.alwayson.test.azure.AmqpServer;
import io.alwayson.test.azure.AmqpServer.Refusal;
import io.alwayson.test.fault.FaultProxy;
import io.alwayson.workload.autoconfigure.WorkloadAutoConfiguration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The checks of Event Hubs and Service Bus, with Azure's clients.
 */
@Timeout(180)
class AmqpHealthIT {

	private static final AutoConfigurations CONFIGURATION = AutoConfigurations.of(WorkloadAutoConfiguration.class,
			StampHealthAutoConfiguration.class, StampHealthAzureAutoConfiguration.class);

	private static final String[] TIMING = { "alwayson.health.defaults.interval=300ms",
			"alwayson.health.defaults.retry-interval=300ms", "alwayson.health.defaults.timeout=1s" };

	private AmqpServer server;

	private FaultProxy proxy;

	@BeforeEach
	void start() {
		this.server = AmqpServer.start().addQueue("orders").addTopic("news", "mail").addEventHub("comments", 2);
		this.proxy = FaultProxy.to("127.0.0.1", this.server.port());
	}

	@AfterEach
	void stop() {
		this.proxy.close();
		this.server.close();
	}

	@Test
	void eachIsAskedInItsOwnWayAndChangesNothing() {
		try (ServiceBusSenderClient sender = new ServiceBusClientBuilder()
			.connectionString(this.server.connectionString())
			.sender()
			.queueName("orders")
			.buildClient()) {
			sender.sendMessage(new ServiceBusMessage("one"));
		}
		everything().run((context) -> {
			awaitStates(context, "UP", "comments", "mail", "news", "orders");
			long links = this.server.links();
			Awaitility.await().until(() -> this.server.links() > links + 20);
			// Three are kept; one for each run of the topic's, as long as they close.
			assertThat(this.server.openConnections()).isLessThanOrEqualTo(3 + 15);
			assertThat(this.server.messages("news")).isEmpty();
			assertThat(this.server.messages("comments")).isEmpty();
			assertThat(this.server.messages("orders")).hasSize(1);
		});
		Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> this.server.openConnections() == 0);
	}

	@Test
	void whatIsMissingIsNotFoundAndIsUpOnceItIsThere() {
		this.server.remove("orders");
		this.server.remove("news");
		this.server.remove("comments");
		everything().run((context) -> {
			awaitStates(context, "DOWN NOT_FOUND", "comments", "mail", "news", "orders");
			this.server.addQueue("orders").addTopic("news", "mail").addEventHub("comments", 2);
			awaitStates(context, "UP", "comments", "mail", "news", "orders");
		});
	}

	@Test
	void whoMayOnlySendIsAskedForALink() {
		this.server.refuseListening("orders", Refusal.UNAUTHORIZED);
		this.server.refuseListening("news", Refusal.UNAUTHORIZED);
		this.server.refuseListening("comments", Refusal.UNAUTHORIZED);
		everything().run((context) -> {
			awaitStates(context, "UP", "comments", "news", "orders");
			awaitStates(context, "DOWN UNAUTHORIZED", "mail");
			this.server.refuse("orders", Refusal.UNAUTHORIZED);
			this.server.refuse("news", Refusal.UNAUTHORIZED);
			this.server.refuse("comments", Refusal.UNAUTHORIZED);
			awaitStates(context, "DOWN UNAUTHORIZED", "comments", "mail", "news", "orders");
			this.server.heal();
			awaitStates(context, "UP", "comments", "mail", "news", "orders");
		});
	}

	@Test
	void tokensThatAreRefusedAreUnauthorized() {
		this.server.refuse("$cbs", Refusal.UNAUTHORIZED);
		everything().run((context) -> awaitStates(context, "DOWN UNAUTHORIZED", "mail", "news", "orders"));
	}

	@Test
	void throttlingIsSlow() {
		this.server.refuse("orders", Refusal.SERVER_BUSY);
		this.server.refuse("news", Refusal.SERVER_BUSY);
		this.server.refuse("comments", Refusal.SERVER_BUSY);
		everything().run((context) -> {
			awaitStates(context, "SLOW SERVER_BUSY", "comments", "mail", "news", "orders");
			this.server.heal();
			awaitStates(context, "UP", "comments", "mail", "news", "orders");
		});
	}

	@Test
	void aServerThatEndsIsSeenAndIsUpWhenItIsBack() {
		everything().run((context) -> {
			awaitStates(context, "UP", "comments", "mail", "news", "orders");
			this.server.stop();
			awaitStates(context, "DOWN CONNECT_FAILED", "comments", "mail", "news", "orders");
			this.server.restart();
			long restarted = System.nanoTime();
			awaitStates(context, "UP", "comments", "mail", "news", "orders");
			// One pause at most, and what it takes to connect.
			assertThat(Duration.ofNanos(System.nanoTime() - restarted)).isLessThan(Duration.ofSeconds(5));
		});
	}

	@Test
	void aServerThatHangsCostsABoundedNumberOfThreadsAndConnections() {
		impatient().run((context) -> {
			awaitStates(context, "UP", "comments", "mail", "news", "orders");
			this.server.hang();
			awaitStates(context, "DOWN TIMEOUT", "comments", "mail", "news", "orders");
			awaitFailedRuns();
			assertThat(this.server.openConnections()).isLessThanOrEqualTo(16);
			assertBoundedThreads();
			this.server.heal();
			awaitStates(context, "UP", "comments", "mail", "news", "orders");
		});
		Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> this.server.openConnections() == 0);
	}

	@Test
	void aNetworkThatHangsCostsABoundedNumberOfThreads() {
		impatient().run((context) -> {
			awaitStates(context, "UP", "comments", "mail", "news", "orders");
			this.proxy.hang();
			awaitStates(context, "DOWN TIMEOUT", "comments", "mail", "news", "orders");
			awaitFailedRuns();
			assertBoundedThreads();
			this.proxy.heal();
			awaitStates(context, "UP", "comments", "mail", "news", "orders");
		});
	}

	@Test
	void identitiesConnectWithTlsAndATokenForTheService() throws GeneralSecurityException, IOException {
		Set<String> scopes = ConcurrentHashMap.newKeySet();
		SSLContext before = SSLContext.getDefault();
		try (AmqpServer secured = AmqpServer.startWithTls().addQueue("orders").addEventHub("comments", 1)) {
			SSLContext.setDefault(trusting(secured.certificate()));
			String address = "https://localhost:" + secured.port();
			new ApplicationContextRunner().withConfiguration(CONFIGURATION)
				.withPropertyValues(TIMING)
				.withPropertyValues("alwayson.dependencies.orders.type=service-bus",
						"alwayson.dependencies.orders.queue=orders", "alwayson.dependencies.orders.endpoint=localhost",
						"alwayson.dependencies.comments.type=event-hubs",
						"alwayson.dependencies.comments.event-hub=comments",
						"alwayson.dependencies.comments.endpoint=localhost")
				.withBean(TokenCredential.class, () -> (request) -> {
					scopes.addAll(request.getScopes());
					return Mono.just(new AccessToken("token", OffsetDateTime.now().plusHours(1)));
				})
				.withBean(ServiceBusAtTest.class, address)
				.withBean(EventHubsAtTest.class, address)
				.run((context) -> awaitStates(context, "UP", "comments", "orders"));
		}
		finally {
			SSLContext.setDefault(before);
		}
		assertThat(scopes).containsExactlyInAnyOrder("https://servicebus.azure.net/.default",
				"https://eventhubs.azure.net/.default");
	}

	private static SSLContext trusting(X509Certificate certificate) throws GeneralSecurityException, IOException {
		KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
		store.load(null);
		store.setCertificateEntry("server", certificate);
		TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
		trust.init(store);
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(null, trust.getTrustManagers(), null);
		return context;
	}

	/** Each of them has made a connection. */
	private void awaitFailedRuns() {
		long before = this.proxy.connections();
		Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> this.proxy.connections() >= before + 20);
	}

	private static void assertBoundedThreads() {
		List<String> names = Thread.getAllStackTraces().keySet().stream().map(Thread::getName).toList();
		assertThat(names).filteredOn((name) -> name.startsWith("alwayson-health-check-")).hasSizeLessThanOrEqualTo(8);
		assertThat(names).filteredOn((name) -> name.endsWith("-close")).hasSizeLessThanOrEqualTo(2);
		// One for each connection, until it is closed.
		assertThat(names).filteredOn((name) -> name.startsWith("reactor-executor")).hasSizeLessThanOrEqualTo(16);
	}

	private ApplicationContextRunner impatient() {
		return everything().withPropertyValues("alwayson.health.defaults.timeout=500ms");
	}

	private ApplicationContextRunner everything() {
		String endpoint = this.server.connectionString(this.proxy.port());
		return new ApplicationContextRunner().withConfiguration(CONFIGURATION)
			.withPropertyValues(TIMING)
			.withPropertyValues("alwayson.dependencies.orders.type=service-bus",
					"alwayson.dependencies.orders.queue=orders", "alwayson.dependencies.orders.endpoint=" + endpoint,
					"alwayson.dependencies.news.type=service-bus", "alwayson.dependencies.news.topic=news",
					"alwayson.dependencies.news.endpoint=" + endpoint, "alwayson.dependencies.mail.type=service-bus",
					"alwayson.dependencies.mail.topic=news", "alwayson.dependencies.mail.subscription=mail",
					"alwayson.dependencies.mail.endpoint=" + endpoint, "alwayson.dependencies.comments.type=event-hubs",
					"alwayson.dependencies.comments.event-hub=comments",
					"alwayson.dependencies.comments.endpoint=" + endpoint);
	}

	private static void awaitStates(ApplicationContext context, String expected, String... names) {
		PublishedHealth published = context.getBean(PublishedHealth.class);
		Awaitility.await(expected)
			.atMost(Duration.ofSeconds(20))
			.pollInterval(Duration.ofMillis(20))
			.untilAsserted(() -> assertThat(published.verdict().checks())
				.filteredOn((check) -> List.of(names).contains(check.component()))
				.filteredOn((check) -> check.result() != null)
				.extracting((check) -> check.component() + " "
						+ ((check.result().reason() != null) ? check.result().status() + " " + check.result().reason()
								: check.result().status().name()))
				.containsExactlyInAnyOrder(
						List.of(names).stream().map((name) -> name + " " + expected).toArray(String[]::new)));
	}

	record ServiceBusAtTest(String address) implements HealthClientBuilderCustomizer<ServiceBusClientBuilder> {

		@Override
		public void customize(String dependency, ServiceBusClientBuilder builder) {
			builder.customEndpointAddress(this.address);
		}

	}

	record EventHubsAtTest(String address) implements HealthClientBuilderCustomizer<EventHubClientBuilder> {

		@Override
		public void customize(String dependency, EventHubClientBuilder builder) {
			builder.customEndpointAddress(this.address);
		}

	}

}
