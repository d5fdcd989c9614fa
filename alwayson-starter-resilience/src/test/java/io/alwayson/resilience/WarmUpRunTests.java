package io.alwayson.resilience;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

import io.alwayson.workload.Workload;
import io.alwayson.workload.context.WorkloadContext;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is made before the first request.
 */
@Timeout(30)
class WarmUpRunTests {

	private final Workload workload = Declaration.of("resilience.defaults.connect-timeout=150ms",
			"dependencies.one.type=custom", "dependencies.one.failure-scope=stamp", "dependencies.two.type=custom",
			"dependencies.two.failure-scope=stamp", "dependencies.three.type=custom",
			"dependencies.three.failure-scope=stamp");

	private final Corridors corridors = Corridors.to(this.workload);

	private final List<String> warmed = new CopyOnWriteArrayList<>();

	@AfterEach
	void close() {
		this.corridors.close();
	}

	@Test
	void clientsThatAreThereAreConnectedInOrderAndAsAProbe() {
		WarmUpRun run = run(Map.of("three", "c", "one", "a"), (dependency, client) -> this.warmed.add(dependency + " "
				+ client + " " + WorkloadContext.current().probe() + " " + Thread.currentThread().getName()));
		assertThat(run.isOver()).isFalse();
		run.start();
		run.start();
		Awaitility.await().until(run::isOver);
		assertThat(this.warmed).containsExactly("one a true alwayson-warm-up", "three c true alwayson-warm-up");
	}

	@Test
	void whatFailsOrHangsKeepsNothingElseBack() {
		WarmUpRun run = run(Map.of("one", "a", "two", "b", "three", "c"), (dependency, client) -> {
			if (dependency.equals("one")) {
				throw new IOException("refused");
			}
			if (dependency.equals("two")) {
				new CountDownLatch(1).await();
			}
			return this.warmed.add(dependency);
		});
		long start = System.nanoTime();
		run.start();
		Awaitility.await().until(run::isOver);
		assertThat(this.warmed).containsExactly("three");
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofMillis(140),
				Duration.ofSeconds(5));
	}

	@Test
	void withoutAClientItIsOverAtOnce() {
		WarmUpRun run = run(Map.of(), (dependency, client) -> true);
		run.start();
		assertThat(run.isOver()).isTrue();
	}

	@Test
	void stoppingBreaksItOff() throws Exception {
		CountDownLatch hanging = new CountDownLatch(1);
		WarmUpRun run = run(Map.of("one", "a", "two", "b"), (dependency, client) -> {
			this.warmed.add(dependency);
			hanging.countDown();
			new CountDownLatch(1).await();
			return true;
		});
		run.start();
		hanging.await();
		run.stop();
		Awaitility.await().until(run::isOver);
		assertThat(this.warmed).containsExactly("one");
	}

	private WarmUpRun run(Map<String, Object> clients, ClientWarmUp step) {
		return new WarmUpRun(this.workload, this.corridors.build()::corridor, clients::get, () -> List.of(step),
				System::nanoTime);
	}

}
