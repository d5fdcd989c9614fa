package io.alwayson.resilience.azure;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import com.azure.core.amqp.exception.AmqpErrorCondition;
import com.azure.core.amqp.exception.AmqpException;
import com.azure.messaging.eventhubs.EventData;
import com.azure.messaging.eventhubs.EventDataBatch;
import com.azure.messaging.eventhubs.EventHubClientBuilder;
import com.azure.messaging.eventhubs.EventHubProducerClient;
import com.azure.messaging.eventhubs.models.SendOptions;
import io.alwayson.resilience.AttemptTimeoutException;
import io.alwayson.resilience.CallRejectedException;
import io.alwayson.resilience.Recorder;
import io.alwayson.resilience.autoconfigure.ResilienceAmqpAutoConfiguration;
import io.alwayson.resilience.autoconfigure.ResilienceAutoConfiguration;
import io.alwayson.resilience.autoconfigure.ResilienceAzureAutoConfiguration;
import io.alwayson.test.azure.AmqpServer;
import io.alwayson.test.fault.FaultProxy;
import io.alwayson.workload.autoconfigure.WorkloadAutoConfiguration;
import io.alwayson.workload.context.CallOutcome.Operation;
import io.alwayson.workload.context.CallOutcome.Result;
import io.alwayson.workload.context.MessageHeaders;
import io.alwayson.workload.context.WarmUp;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * The producer of a declared event hub, against a namespace behind a proxy that breaks.
 */
@Timeout(120)
class EventHubDoorIT {

	/** What the namespace takes. */
	private static final int MAX = 1024 * 1024;

	private final Recorder recorder = new Recorder();

	private AmqpServer server;

	private FaultProxy proxy;

	@BeforeEach
	void start() {
		this.server = AmqpServer.start().addEventHub("events", 2);
		this.proxy = FaultProxy.to("127.0.0.1", this.server.port());
	}

	@AfterEach
	void stop() {
		this.proxy.close();
		this.server.close();
		assertThat(Thread.interrupted()).isFalse();
	}

	@Test
	void eventsArriveAndAreToldAsWrites() {
		with((events) -> {
			events.send(List.of(new EventData("one"), new EventData("two")));
			events.send(List.of(new EventData("three")), new SendOptions().setPartitionKey("key"));
			EventDataBatch batch = events.createBatch();
			assertThat(batch.tryAdd(new EventData("four"))).isTrue();
			events.send(batch);
			assertThat(sent()).containsExactlyInAnyOrder("one", "two", "three", "four");
			assertThat(this.recorder.outcomes).extracting("operation")
				.containsExactly(Operation.WRITE, Operation.WRITE, Operation.READ, Operation.WRITE);
			assertThat(this.recorder.results()).containsOnly(Result.SUCCESS);
			assertThat(events.getEventHubProperties().getName()).isEqualTo("events");
			assertThat(events.getEventHubName()).isEqualTo("events");
			assertThat(this.server.openConnections()).isEqualTo(1);
		});
	}

	@Test
	void anEventThatIsTooLargeIsAnErrorAndTheOthersAreNotSentWithoutIt() {
		with((events) -> {
			for (int size : new int[] { MAX, MAX - 16, 2 * MAX }) {
				EventData large = new EventData(new byte[size]);
				assertThatExceptionOfType(AmqpException.class)
					.isThrownBy(() -> events.send(List.of(new EventData("one"), large)))
					.matches((ex) -> ex.getErrorCondition() == AmqpErrorCondition.LINK_PAYLOAD_SIZE_EXCEEDED);
			}
			assertThatExceptionOfType(AmqpException.class)
				.isThrownBy(
						() -> events.send(List.of(new EventData(new byte[MAX / 2]), new EventData(new byte[MAX / 2]))))
				.withMessageContaining("Event 2 does not fit");
			assertThat(sent()).isEmpty();
			assertThat(this.recorder.results()).containsOnly(Result.SUCCESS);
		});
	}

	/** Why the events are not left to the client. */
	@Test
	void theSdkDropsAnEventThatIsTooLargeWithoutAWord() {
		try (EventHubProducerClient sdk = builder().buildProducerClient()) {
			sdk.send(List.of(new EventData(new byte[MAX - 40])));
			assertThat(sent()).isEmpty();
		}
	}

	@Test
	void aKilledConnectionIsOpenedAgainOnceForAllWhoSend() throws Exception {
		with((events) -> {
			events.send(List.of(new EventData("first")));
			ExecutorService senders = Executors.newFixedThreadPool(32);
			for (int kill = 0; kill < 3; kill++) {
				this.server.killConnections();
				List<Future<?>> sends = new ArrayList<>();
				for (int sender = 0; sender < 32; sender++) {
					sends.add(senders.submit(() -> events.send(List.of(new EventData("more")))));
				}
				int failed = 0;
				for (Future<?> send : sends) {
					failed += (catchThrowable(send::get) != null) ? 1 : 0;
				}
				assertThat(failed).isLessThan(32);
				Awaitility.await()
					.atMost(Duration.ofSeconds(2))
					.until(() -> catchThrowable(() -> events.send(List.of(new EventData("well")))) == null);
			}
			senders.shutdownNow();
			assertThat(this.server.connections()).isLessThanOrEqualTo(1 + 3 * 2);
		});
	}

	/** Ended with each of them, it would never open. */
	@Test
	void aConnectionThatTakesLongerThanAnAttemptOpensAllTheSame() {
		this.proxy.latency(Duration.ofMillis(300));
		with((events) -> Awaitility.await()
			.atMost(Duration.ofSeconds(10))
			.until(() -> catchThrowable(() -> events.send(List.of(new EventData("one")))) == null));
		assertThat(this.server.connections()).isEqualTo(1);
	}

	@Test
	void nobodyWaitsForANamespaceThatWentAwayWithoutAWord() {
		with((events) -> {
			events.send(List.of(new EventData("first")));
			this.proxy.hang();
			long start = System.nanoTime();
			assertThat(catchThrowable(() -> events.send(List.of(new EventData("lost")))))
				.isInstanceOfAny(AttemptTimeoutException.class, CallRejectedException.class);
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(2500));
			this.proxy.heal();
			Awaitility.await()
				.atMost(Duration.ofSeconds(10))
				.until(() -> catchThrowable(() -> events.send(List.of(new EventData("well")))) == null);
		});
	}

	@Test
	void withoutANetworkTheProducerIsThereAndItsSendsFailInTime() {
		this.server.stop();
		with((events) -> {
			long start = System.nanoTime();
			assertThat(catchThrowable(() -> events.send(List.of(new EventData("lost"))))).isNotNull();
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
			assertThat(this.recorder.results()).doesNotContain(Result.SUCCESS);
			this.server.restart();
			Awaitility.await()
				.atMost(Duration.ofSeconds(10))
				.until(() -> catchThrowable(() -> events.send(List.of(new EventData("well")))) == null);
		});
	}

	@Test
	void aProducerOfTheApplicationIsTheDependencysAndProtected() {
		runner().withBean("mine", EventHubProducerClient.class, () -> builder().buildProducerClient())
			.run((context) -> {
				EventHubProducerClient mine = context.getBean("mine", EventHubProducerClient.class);
				assertThat(context.getBean("events")).isSameAs(mine);
				mine.send(List.of(new EventData("one")));
				assertThat(this.recorder.results()).containsExactly(Result.SUCCESS);
			});
	}

	@Test
	void aProducerOfSpringCloudAzureIsProtectedToo() {
		String address = this.server.connectionString(this.proxy.port());
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Shop.class)
			.web(WebApplicationType.NONE)
			.properties("spring.cloud.azure.eventhubs.connection-string=" + address,
					"spring.cloud.azure.eventhubs.event-hub-name=events",
					"alwayson.dependencies.events.type=event-hubs", "alwayson.dependencies.events.endpoint=" + address,
					"alwayson.dependencies.events.event-hub=events")
			.run()) {
			EventHubProducerClient events = context.getBean("events", EventHubProducerClient.class);
			assertThat(context.getBeansOfType(EventHubProducerClient.class).values()).hasSize(2)
				.allMatch((producer) -> producer == events);
			events.send(List.of(new EventData("one")));
			assertThat(context.getBean(Recorder.class).results()).containsExactly(Result.SUCCESS);
			this.server.refuse("events", AmqpServer.Refusal.NOT_FOUND);
			this.server.killConnections();
			long start = System.nanoTime();
			assertThat(catchThrowable(() -> events.send(List.of(new EventData("two"))))).isNotNull();
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
		}
	}

	@Test
	void aProducerOfAnotherEventHubIsLeftAlone() {
		this.server.addEventHub("other", 1);
		runner()
			.withBean("mine", EventHubProducerClient.class,
					() -> new EventHubClientBuilder()
						.connectionString(this.server.connectionString(this.proxy.port()), "other")
						.buildProducerClient())
			.run((context) -> {
				context.getBean("mine", EventHubProducerClient.class).send(List.of(new EventData("one")));
				assertThat(this.recorder.outcomes).isEmpty();
			});
	}

	@Test
	void whoeverHasTheProducerAtTheStartFindsItsLinkOpen() {
		runner().withBean(Sender.class).run((context) -> {
			WarmUp warmUp = context.getBean(WarmUp.class);
			Awaitility.await().until(warmUp::isOver);
			assertThat(this.server.openConnections()).isEqualTo(1);
			long links = this.server.links();
			assertThat(this.recorder.outcomes).isEmpty();
			context.getBean(Sender.class).events.send(List.of(new EventData("first")));
			assertThat(this.server.links()).isEqualTo(links);
		});
		runner().run((context) -> {
			Awaitility.await().until(context.getBean(WarmUp.class)::isOver);
			assertThat(this.server.connections()).isEqualTo(1);
		});
	}

	@Test
	void whatTravelsWithEachEventIsAddedAndWhatItHasStays() {
		MessageHeaders broken = (headers) -> {
			throw new IllegalStateException("broken");
		};
		MessageHeaders good = (headers) -> {
			headers.accept("X-Correlation-ID", "id-1");
			headers.accept("kind", "other");
		};
		runner().withBean("broken", MessageHeaders.class, () -> broken)
			.withBean("good", MessageHeaders.class, () -> good)
			.run((context) -> {
				EventData event = new EventData("one");
				event.getProperties().put("kind", "comment");
				context.getBean("events", EventHubProducerClient.class).send(List.of(event));
				assertThat(event.getProperties()).containsEntry("X-Correlation-ID", "id-1")
					.containsEntry("kind", "comment");
				assertThat(sent()).containsExactly("one");
			});
	}

	private List<String> sent() {
		List<String> sent = new ArrayList<>();
		for (int partition = 0; partition < 2; partition++) {
			this.server.messages("events/Partitions/" + partition)
				.forEach((body) -> sent.add(new String(body, StandardCharsets.UTF_8)));
		}
		return sent;
	}

	private EventHubClientBuilder builder() {
		return new EventHubClientBuilder().connectionString(this.server.connectionString(this.proxy.port()), "events");
	}

	private void with(Body body) {
		runner().run((context) -> {
			assertThat(context).hasNotFailed();
			body.run(context.getBean("events", EventHubProducerClient.class));
		});
	}

	private ApplicationContextRunner runner() {
		return new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(WorkloadAutoConfiguration.class, ResilienceAutoConfiguration.class,
					ResilienceAzureAutoConfiguration.class, ResilienceAmqpAutoConfiguration.class))
			.withBean(Recorder.class, () -> this.recorder)
			.withPropertyValues("alwayson.dependencies.events.type=event-hubs",
					"alwayson.dependencies.events.endpoint=" + this.server.connectionString(this.proxy.port()),
					"alwayson.dependencies.events.event-hub=events");
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Shop {

		@Bean
		Recorder recorder() {
			return new Recorder();
		}

	}

	/** Of the application. */
	static class Sender {

		private final EventHubProducerClient events;

		Sender(EventHubProducerClient events) {
			this.events = events;
		}

	}

	/** A test that may throw anything. */
	private interface Body {

		void run(EventHubProducerClient events) throws Exception;

	}

}
