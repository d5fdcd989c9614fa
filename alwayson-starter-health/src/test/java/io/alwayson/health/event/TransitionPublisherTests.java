package io.alwayson.health.event;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

import io.alwayson.health.HealthState;
import io.alwayson.health.NodeHealth;
import io.alwayson.health.Routing;
import io.alwayson.health.StampTransition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.context.ApplicationEventPublisher;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TransitionPublisher}.
 */
@Timeout(30)
class TransitionPublisherTests {

	private final List<Object> heard = new CopyOnWriteArrayList<>();

	private final CountDownLatch release = new CountDownLatch(1);

	private TransitionPublisher publisher;

	@AfterEach
	void stop() {
		this.publisher.destroy();
	}

	@Test
	void transitionsArePublishedInOrderOnAThreadOfTheirOwn() {
		List<String> threads = new CopyOnWriteArrayList<>();
		publishTo((event) -> {
			threads.add(Thread.currentThread().getName());
			this.heard.add(event);
		});
		for (int i = 0; i < 100; i++) {
			this.publisher.onTransition(transition(i));
		}
		await(100);
		for (int i = 0; i < 100; i++) {
			assertThat(this.heard.get(i)).isEqualTo(transition(i));
		}
		assertThat(threads).containsOnly("alwayson-health-events");
	}

	@Test
	void aListenerThatThrowsStopsNothing() {
		publishTo((event) -> {
			this.heard.add(event);
			if (this.heard.size() == 1) {
				throw new IllegalStateException("on purpose");
			}
			throw new StackOverflowError("on purpose");
		});
		this.publisher.onTransition(transition(1));
		this.publisher.onTransition(transition(2));
		this.publisher.onTransition(transition(3));
		await(3);
	}

	@Test
	void aListenerThatHangsDoesNotHoldTheCallerAndWhatIsTooMuchIsCounted() {
		publishTo((event) -> {
			hang();
			this.heard.add(event);
		});
		for (int i = 0; i < 1 + TransitionPublisher.CAPACITY + 44; i++) {
			this.publisher.onTransition(transition(i));
		}
		assertThat(this.publisher.dropped()).isEqualTo(44);
		this.release.countDown();
		await(1 + TransitionPublisher.CAPACITY);
	}

	@Test
	void aListenerThatHangsDoesNotHoldTheShutdown() {
		CountDownLatch interrupted = new CountDownLatch(1);
		publishTo((event) -> {
			this.heard.add(event);
			hang();
			if (Thread.currentThread().isInterrupted()) {
				interrupted.countDown();
			}
		});
		this.publisher.onTransition(transition(1));
		await(1);
		this.publisher.destroy();
		Awaitility.await().until(() -> interrupted.getCount() == 0);
		this.publisher.onTransition(transition(2));
		assertThat(this.publisher.dropped()).isZero();
	}

	private void publishTo(ApplicationEventPublisher events) {
		this.publisher = new TransitionPublisher(events);
	}

	private void hang() {
		try {
			this.release.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void await(int events) {
		Awaitility.await().pollInterval(Duration.ofMillis(5)).until(() -> this.heard.size() == events);
	}

	private static StampTransition transition(int second) {
		NodeHealth node = new NodeHealth(NodeHealth.Kind.FLOW, "list", HealthState.UNHEALTHY, Routing.REFUSE, "db");
		return new StampTransition(HealthState.HEALTHY, node, Instant.ofEpochSecond(second));
	}

}
