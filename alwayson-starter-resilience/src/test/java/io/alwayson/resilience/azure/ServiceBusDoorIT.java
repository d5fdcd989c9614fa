package io.alwayson.resilience.azure;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import com.azure.messaging.servicebus.ServiceBusClientBuilder;
import com.azure.messaging.servicebus.ServiceBusMessage;
import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverClient;
import com.azure.messaging.servicebus.ServiceBusSenderClient;
import io.alwayson.resilience.Recorder;
import io.alwayson.resilience.Resilience;
import io.alwayson.resilience.ResilientDependency;
import io.alwayson.resilience.autoconfigure.ResilienceAmqpAutoConfiguration;
import io.alwayson.resilience.autoconfigure.ResilienceAutoConfiguration;
import io.alwayson.resilience.autoconfigure.ResilienceAzureAutoConfiguration;
import io.alwayson.test.azure.AmqpServer;
import io.alwayson.test.fault.FaultProxy;
import io.alwayson.workload.autoconfigure.WorkloadAutoConfiguration;
import io.alwayson.workload.context.CallOutcome.Result;
import io.alwayson.workload.context.MessageHeaders;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Senders and receivers of declared queues and topics, against a namespace behind a proxy
 * that breaks.
 */
@Timeout(120)
class ServiceBusDoorIT {

	private final Recorder recorder = new Recorder();

	private AmqpServer server;

	private FaultProxy proxy;

	@BeforeEach
	void start() {
		this.server = AmqpServer.start().addQueue("orders").addTopic("news", "readers");
		this.proxy = FaultProxy.to("127.0.0.1", this.server.port());
	}

	@AfterEach
	void stop() {
		this.proxy.close();
		this.server.close();
		assertThat(Thread.interrupted()).isFalse();
	}

	@Test
	void whatIsSentIsReceived() {
		queue().run((context) -> {
			send(context, "one");
			assertThat(this.recorder.results()).containsExactly(Result.SUCCESS);
			try (ServiceBusReceiverClient receiver = context.getBean(ServiceBusClients.class)
				.receiver("orders")
				.buildClient()) {
				List<ServiceBusReceivedMessage> received = receiver.receiveMessages(1).stream().toList();
				assertThat(received).extracting((message) -> message.getBody().toString()).containsExactly("one");
				received.forEach(receiver::complete);
			}
		});
	}

	@Test
	void aSendSurvivesAKilledConnection() {
		queue().run((context) -> {
			send(context, "one");
			this.server.killConnections();
			send(context, "two");
			assertThat(this.server.messages("orders")).extracting((body) -> new String(body, StandardCharsets.UTF_8))
				.contains("one", "two");
		});
	}

	@Test
	void manyWhoSendOpenAKilledConnectionAgainTogether() {
		queue().run((context) -> {
			send(context, "first");
			ExecutorService senders = Executors.newFixedThreadPool(32);
			for (int kill = 0; kill < 3; kill++) {
				this.server.killConnections();
				List<Future<?>> sends = new ArrayList<>();
				for (int sender = 0; sender < 32; sender++) {
					sends.add(senders.submit(() -> send(context, "more")));
				}
				for (Future<?> send : sends) {
					catchThrowable(send::get);
				}
				Awaitility.await()
					.atMost(Duration.ofSeconds(2))
					.until(() -> catchThrowable(() -> send(context, "well")) == null);
			}
			senders.shutdownNow();
			assertThat(this.server.connections()).isLessThanOrEqualTo(1 + 3 * 2);
		});
	}

	@Test
	void aSenderOfTheApplicationIsTheDependencys() {
		queue().withBean("mine", ServiceBusSenderClient.class,
				() -> new ServiceBusClientBuilder().connectionString(this.server.connectionString(this.proxy.port()))
					.sender()
					.queueName("orders")
					.buildClient())
			.run((context) -> assertThat(context.getBean("orders")).isSameAs(context.getBean("mine")));
	}

	@Test
	void theSenderItselfTriesOnce() {
		queue().run((context) -> {
			ServiceBusSenderClient orders = context.getBean("orders", ServiceBusSenderClient.class);
			send(context, "one");
			this.server.refuse("orders", AmqpServer.Refusal.SERVER_BUSY);
			this.server.killConnections();
			Awaitility.await().until(() -> this.server.openConnections() == 0);
			long links = this.server.links();
			assertThat(catchThrowable(() -> orders.sendMessage(new ServiceBusMessage("two")))).isNotNull();
			// Tokens have links of their own.
			assertThat(this.server.links() - links).isLessThanOrEqualTo(3);
		});
	}

	@Test
	void aSubscriptionIsReadAndHasNoSender() {
		topic().withPropertyValues("alwayson.dependencies.news.subscription=readers").run((context) -> {
			assertThat(context).doesNotHaveBean("news");
			ServiceBusClients clients = context.getBean(ServiceBusClients.class);
			clients.sender("news").sendMessage(new ServiceBusMessage("headline"));
			try (ServiceBusReceiverClient receiver = clients.receiver("news").buildClient()) {
				assertThat(receiver.receiveMessages(1).stream()).hasSize(1);
			}
		});
	}

	@Test
	void aTopicIsSentToAndCannotBeReadWithoutASubscription() {
		topic().run((context) -> {
			context.getBean("news", ServiceBusSenderClient.class).sendMessage(new ServiceBusMessage("headline"));
			assertThat(this.server.messages("news")).hasSize(1);
			assertThatIllegalArgumentException()
				.isThrownBy(() -> context.getBean(ServiceBusClients.class).receiver("news"))
				.withMessageContaining("alwayson.dependencies.news.subscription");
		});
	}

	@Test
	void whatTravelsWithAMessageCanBeAdded() {
		MessageHeaders id = (headers) -> headers.accept("X-Correlation-ID", "id-1");
		queue().withBean(MessageHeaders.class, () -> id).run((context) -> {
			ServiceBusMessage message = context.getBean(ServiceBusClients.class)
				.withHeaders(new ServiceBusMessage("one"));
			assertThat(message.getApplicationProperties()).containsEntry("X-Correlation-ID", "id-1");
		});
	}

	@Test
	void withoutANetworkTheSenderIsThereAndSendsFailInTime() {
		this.server.stop();
		queue().run((context) -> {
			long start = System.nanoTime();
			assertThat(catchThrowable(() -> send(context, "lost"))).isNotNull();
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
		});
	}

	private static void send(ApplicationContext context, String text) {
		ServiceBusSenderClient orders = context.getBean("orders", ServiceBusSenderClient.class);
		ResilientDependency dependency = context.getBean(Resilience.class).dependency("orders").idempotent();
		dependency.call(() -> {
			orders.sendMessage(new ServiceBusMessage(text));
			return true;
		});
	}

	private ApplicationContextRunner queue() {
		return declared("orders").withPropertyValues("alwayson.dependencies.orders.queue=orders");
	}

	private ApplicationContextRunner topic() {
		return declared("news").withPropertyValues("alwayson.dependencies.news.topic=news");
	}

	private ApplicationContextRunner declared(String name) {
		return new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(WorkloadAutoConfiguration.class, ResilienceAutoConfiguration.class,
					ResilienceAzureAutoConfiguration.class, ResilienceAmqpAutoConfiguration.class))
			.withBean(Recorder.class, () -> this.recorder)
			.withPropertyValues("alwayson.dependencies." + name + ".type=service-bus",
					"alwayson.dependencies." + name + ".endpoint=" + this.server.connectionString(this.proxy.port()));
	}

}
