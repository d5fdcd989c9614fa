package io.alwayson.test.azure;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

import com.azure.core.amqp.AmqpRetryOptions;
import com.azure.core.amqp.exception.AmqpErrorCondition;
import com.azure.core.amqp.exception.AmqpException;
import com.azure.messaging.eventhubs.EventData;
import com.azure.messaging.eventhubs.EventHubClientBuilder;
import com.azure.messaging.eventhubs.EventHubConsumerClient;
import com.azure.messaging.eventhubs.EventHubProducerClient;
import com.azure.messaging.eventhubs.models.EventPosition;
import com.azure.messaging.eventhubs.models.SendOptions;
import com.azure.messaging.servicebus.ServiceBusClientBuilder;
import com.azure.messaging.servicebus.ServiceBusException;
import com.azure.messaging.servicebus.ServiceBusFailureReason;
import com.azure.messaging.servicebus.ServiceBusMessage;
import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverClient;
import com.azure.messaging.servicebus.ServiceBusSenderClient;
import com.azure.messaging.servicebus.models.ServiceBusReceiveMode;
import io.alwayson.test.azure.AmqpServer.Refusal;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Tests for {@link AmqpServer}, with Azure's own clients.
 */
@Timeout(60)
class AmqpServerTests {

	private static final Duration PATIENCE = Duration.ofSeconds(5);

	private AmqpServer server;

	@BeforeEach
	void start() {
		this.server = AmqpServer.start().addQueue("orders").addTopic("news", "mail", "web").addEventHub("comments", 2);
	}

	@AfterEach
	void stop() {
		this.server.close();
	}

	@Test
	void aQueueGivesWhatItWasSentAndForgetsWhatWasCompleted() {
		try (ServiceBusSenderClient sender = serviceBus().sender().queueName("orders").buildClient();
				ServiceBusReceiverClient receiver = receiver("orders")) {
			sender.sendMessages(List.of(new ServiceBusMessage("one"), new ServiceBusMessage("two")));
			List<ServiceBusReceivedMessage> received = receiver.receiveMessages(2, PATIENCE).stream().toList();
			assertThat(received).extracting((message) -> message.getBody().toString()).isEqualTo(List.of("one", "two"));
			receiver.complete(received.get(0));
			receiver.abandon(received.get(1));
			assertThat(texts("orders")).containsExactly("two");
			assertThat(receiver.receiveMessages(1, PATIENCE).stream().map((message) -> message.getBody().toString()))
				.containsExactly("two");
		}
		Awaitility.await().atMost(PATIENCE).until(() -> this.server.openConnections() == 0);
	}

	@Test
	void peekingTakesNothingAndFindsNothingBehindTheEnd() {
		try (ServiceBusSenderClient sender = serviceBus().sender().queueName("orders").buildClient();
				ServiceBusReceiverClient receiver = receiver("orders")) {
			assertThat(receiver.peekMessage(0)).isNull();
			sender.sendMessage(new ServiceBusMessage("one"));
			assertThat(receiver.peekMessage(0).getBody().toString()).isEqualTo("one");
			assertThat(receiver.peekMessage(0).getBody().toString()).isEqualTo("one");
			assertThat(receiver.peekMessage(Long.MAX_VALUE)).isNull();
		}
		assertThat(texts("orders")).containsExactly("one");
	}

	@Test
	void aTopicCopiesToItsSubscriptions() {
		try (ServiceBusSenderClient sender = serviceBus().sender().topicName("news").buildClient();
				ServiceBusReceiverClient receiver = serviceBus().receiver()
					.topicName("news")
					.subscriptionName("web")
					.receiveMode(ServiceBusReceiveMode.RECEIVE_AND_DELETE)
					.buildClient()) {
			sender.sendMessage(new ServiceBusMessage("one"));
			assertThat(receiver.receiveMessages(1, PATIENCE).stream()).hasSize(1);
		}
		assertThat(texts("news/subscriptions/web")).isEmpty();
		assertThat(texts("news")).containsExactly("one");
	}

	@Test
	void anEventHubTellsOfItselfAndKeepsWhatItWasSent() {
		try (EventHubProducerClient producer = eventHub("comments").buildProducerClient();
				EventHubConsumerClient consumer = eventHub("comments").consumerGroup("$Default")
					.buildConsumerClient()) {
			assertThat(producer.getEventHubProperties().getPartitionIds().stream()).containsExactly("0", "1");
			producer.send(List.of(new EventData("one"), new EventData("two")), new SendOptions().setPartitionId("1"));
			assertThat(producer.getPartitionProperties("1").getLastEnqueuedSequenceNumber()).isEqualTo(1);
			for (int i = 0; i < 2; i++) {
				assertThat(consumer.receiveFromPartition("1", 2, EventPosition.earliest(), PATIENCE).stream())
					.extracting((event) -> event.getData().getBodyAsString())
					.isEqualTo(List.of("one", "two"));
			}
		}
		assertThat(texts("comments")).containsExactly("one", "two");
	}

	@Test
	void whatIsMissingIsNotFound() {
		try (EventHubProducerClient producer = eventHub("gone").buildProducerClient();
				ServiceBusSenderClient sender = serviceBus().sender().queueName("gone").buildClient();
				ServiceBusReceiverClient receiver = receiver("gone")) {
			assertThatThrownBy(producer::getEventHubProperties).isInstanceOfSatisfying(AmqpException.class,
					(ex) -> assertThat(ex.getErrorCondition()).isEqualTo(AmqpErrorCondition.NOT_FOUND));
			assertReason(sender::createMessageBatch, ServiceBusFailureReason.MESSAGING_ENTITY_NOT_FOUND);
			assertReason(() -> receiver.peekMessage(0), ServiceBusFailureReason.MESSAGING_ENTITY_NOT_FOUND);
		}
	}

	@Test
	void refusalsAreAzuresOwn() {
		try (ServiceBusSenderClient sender = serviceBus().sender().queueName("orders").buildClient();
				ServiceBusReceiverClient receiver = receiver("orders")) {
			this.server.refuseListening("orders", Refusal.UNAUTHORIZED);
			assertReason(() -> receiver.peekMessage(0), ServiceBusFailureReason.UNAUTHORIZED);
			assertThat(sender.createMessageBatch()).isNotNull();
			this.server.heal();
			this.server.refuse("news", Refusal.SERVER_BUSY);
			try (ServiceBusSenderClient other = serviceBus().sender().topicName("news").buildClient()) {
				// The client hides it behind its retries, of which it has none here.
				assertThatThrownBy(other::createMessageBatch).rootCause()
					.isInstanceOfSatisfying(AmqpException.class,
							(ex) -> assertThat(ex.getErrorCondition()).isEqualTo(AmqpErrorCondition.SERVER_BUSY_ERROR));
			}
			this.server.refuse("$cbs", Refusal.UNAUTHORIZED);
			try (ServiceBusSenderClient other = serviceBus().sender().queueName("orders").buildClient()) {
				assertReason(other::createMessageBatch, ServiceBusFailureReason.UNAUTHORIZED);
			}
		}
	}

	@Test
	void aHangAnswersNothingAndAKillIsSeen() {
		try (ServiceBusReceiverClient receiver = receiver("orders")) {
			assertThat(receiver.peekMessage(0)).isNull();
			assertThat(this.server.openConnections()).isEqualTo(1);
			long requests = this.server.requests();
			this.server.hang();
			assertThatThrownBy(() -> receiver.peekMessage(0));
			assertThat(this.server.requests()).isEqualTo(requests);
			this.server.heal();
			Awaitility.await().atMost(PATIENCE).until(() -> this.server.openConnections() == 0);
			assertThat(receiver.peekMessage(0)).isNull();
			this.server.killConnections();
			Awaitility.await().atMost(PATIENCE).until(() -> this.server.openConnections() == 0);
			assertThat(receiver.peekMessage(0)).isNull();
		}
	}

	@Test
	void aRestartKeepsPortAndMessages() {
		int port = this.server.port();
		try (ServiceBusSenderClient sender = serviceBus().sender().queueName("orders").buildClient()) {
			sender.sendMessage(new ServiceBusMessage("one"));
		}
		this.server.stop();
		assertThat(this.server.openConnections()).isZero();
		try (ServiceBusReceiverClient receiver = receiver("orders")) {
			assertThatThrownBy(() -> receiver.peekMessage(0));
		}
		this.server.restart();
		assertThat(this.server.port()).isEqualTo(port);
		try (ServiceBusReceiverClient receiver = receiver("orders")) {
			assertThat(receiver.peekMessage(0).getBody().toString()).isEqualTo("one");
		}
	}

	private static void assertReason(Runnable call, ServiceBusFailureReason expected) {
		assertThatThrownBy(call::run).isInstanceOfSatisfying(ServiceBusException.class,
				(ex) -> assertThat(ex.getReason()).isEqualTo(expected));
	}

	private List<String> texts(String address) {
		return this.server.messages(address).stream().map((body) -> new String(body, StandardCharsets.UTF_8)).toList();
	}

	private ServiceBusReceiverClient receiver(String queue) {
		return serviceBus().receiver().queueName(queue).buildClient();
	}

	private ServiceBusClientBuilder serviceBus() {
		return new ServiceBusClientBuilder().connectionString(this.server.connectionString()).retryOptions(once());
	}

	private EventHubClientBuilder eventHub(String name) {
		return new EventHubClientBuilder().connectionString(this.server.connectionString(), name).retryOptions(once());
	}

	private static AmqpRetryOptions once() {
		return new AmqpRetryOptions().setMaxRetries(0).setTryTimeout(Duration.ofSeconds(2));
	}

}
