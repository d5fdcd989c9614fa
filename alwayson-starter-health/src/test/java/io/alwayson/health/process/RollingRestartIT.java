package io.alwayson.health.process;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A rolling restart as Kubernetes does one, with real processes under load: a new pod
 * first, then SIGTERM for an old one. There is no preStop hook, and nobody tells the
 * router.
 */
class RollingRestartIT {

	private static final int SIGTERM_EXIT = 143;

	/** Longer than period x failure threshold of the readiness probe, as documented. */
	private static final Duration DRAIN_DELAY = Duration.ofSeconds(3);

	private static final Duration SLOW = Duration.ofMillis(1500);

	private final List<Pod> pods = new ArrayList<>();

	private final ProbingRouter router = new ProbingRouter();

	private final ScheduledExecutorService clock = Executors.newScheduledThreadPool(2);

	private final AtomicInteger sent = new AtomicInteger();

	private final AtomicInteger probes = new AtomicInteger();

	private final Queue<String> lost = new ConcurrentLinkedQueue<>();

	private final Queue<String> stampLost = new ConcurrentLinkedQueue<>();

	private final Queue<CompletableFuture<?>> open = new ConcurrentLinkedQueue<>();

	@TempDir
	private Path directory;

	@AfterEach
	void close() {
		this.clock.shutdownNow();
		this.router.close();
		this.pods.forEach(Pod::close);
	}

	@Test
	void rollingRestartUnderLoadLosesNoRequestAndNeverTheStamp() throws Exception {
		List<Pod> old = List.of(start(), start(), start());
		old.forEach(this::awaitRouted);
		this.clock.scheduleAtFixedRate(this::request, 0, 10, TimeUnit.MILLISECONDS);
		this.clock.scheduleAtFixedRate(this::askForTheStamp, 0, 25, TimeUnit.MILLISECONDS);
		for (Pod pod : old) {
			awaitRouted(start());
			pod.terminate();
		}
		for (Pod pod : old) {
			assertThat(pod.awaitExit(DRAIN_DELAY.plusSeconds(15))).isEqualTo(SIGTERM_EXIT);
			assertThat(pod.log()).contains("Graceful shutdown complete").doesNotContain("Graceful shutdown aborted");
		}
		this.clock.shutdown();
		assertThat(this.clock.awaitTermination(5, TimeUnit.SECONDS)).isTrue();
		CompletableFuture.allOf(this.open.toArray(CompletableFuture[]::new)).get(20, TimeUnit.SECONDS);
		assertThat(this.lost).as("of %s requests", this.sent).isEmpty();
		assertThat(this.stampLost).as("of %s probes", this.probes).isEmpty();
		assertThat(this.sent.get()).isGreaterThan(500);
		assertThat(this.probes.get()).isGreaterThan(200);
		assertThat(this.pods).filteredOn(Pod::isAlive).hasSize(3).allMatch(this.router::routesTo);
	}

	/** Its first round takes a while: long enough to be seen, were it routed before. */
	private Pod start() throws Exception {
		Pod pod = new Pod(this.directory, "pod-" + (this.pods.size() + 1),
				"alwayson.dependencies.backend.failure-scope=stamp", "pod.backend-takes=700ms",
				"alwayson.health.drain.delay=" + DRAIN_DELAY.toSeconds() + "s",
				// A server that ends an idle connection just as it is used again would be
				// a
				// loss of its own kind.
				"server.tomcat.keep-alive-timeout=5m");
		this.pods.add(pod);
		this.router.watch(pod);
		return pod;
	}

	private void awaitRouted(Pod pod) {
		Awaitility.await(pod + " is routed").atMost(Duration.ofSeconds(60)).until(() -> this.router.routesTo(pod));
	}

	private void request() {
		int number = this.sent.incrementAndGet();
		long ms = (number % 20 == 0) ? SLOW.toMillis() : number % 10;
		record(this.router.post("/work?ms=" + ms), "done", this.lost);
	}

	private void askForTheStamp() {
		this.probes.incrementAndGet();
		record(this.router.get("/health/stamp"), "\"routing\":\"ACCEPT\"", this.stampLost);
	}

	private void record(CompletableFuture<HttpResponse<String>> answer, String part, Queue<String> losses) {
		this.open.add(answer.handle((response, failure) -> {
			if (failure != null) {
				losses.add(failure.toString());
			}
			else if (response.statusCode() != 200 || !response.body().contains(part)) {
				losses.add(response.statusCode() + " " + response.body());
			}
			return null;
		}));
	}

}
