package io.alwayson.health.process;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Routes requests to the pods whose readiness probe says so, in turn, and knows nothing
 * else of them: not that one was told to end. Probes as a kubelet does, by period and
 * failure threshold. Never tries a request twice.
 */
final class ProbingRouter implements AutoCloseable {

	static final Duration PERIOD = Duration.ofMillis(500);

	static final int FAILURE_THRESHOLD = 2;

	private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(1);

	private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private final ScheduledExecutorService kubelet = Executors.newScheduledThreadPool(4);

	private final List<Pod> routed = new CopyOnWriteArrayList<>();

	private final AtomicInteger turn = new AtomicInteger();

	/** Begins to probe the pod. */
	void watch(Pod pod) {
		AtomicInteger failures = new AtomicInteger();
		this.kubelet.scheduleAtFixedRate(() -> probe(pod, failures), 0, PERIOD.toMillis(), TimeUnit.MILLISECONDS);
	}

	private void probe(Pod pod, AtomicInteger failures) {
		if (isReady(pod)) {
			failures.set(0);
			if (!this.routed.contains(pod)) {
				this.routed.add(pod);
			}
		}
		else if (failures.incrementAndGet() >= FAILURE_THRESHOLD) {
			this.routed.remove(pod);
		}
	}

	private boolean isReady(Pod pod) {
		try {
			return pod.address() != null && this.client
				.send(HttpRequest.newBuilder(pod.uri("/readyz")).timeout(PROBE_TIMEOUT).build(),
						HttpResponse.BodyHandlers.discarding())
				.statusCode() == 200;
		}
		catch (IOException | InterruptedException ex) {
			return false;
		}
	}

	boolean routesTo(Pod pod) {
		return this.routed.contains(pod);
	}

	/** GET, through one of the routed pods. */
	CompletableFuture<HttpResponse<String>> get(String path) {
		return send(HttpRequest.newBuilder(), path);
	}

	/** POST, which the client does not repeat by itself when a connection breaks. */
	CompletableFuture<HttpResponse<String>> post(String path) {
		return send(HttpRequest.newBuilder().POST(HttpRequest.BodyPublishers.noBody()), path);
	}

	private CompletableFuture<HttpResponse<String>> send(HttpRequest.Builder request, String path) {
		Object[] pods = this.routed.toArray();
		if (pods.length == 0) {
			return CompletableFuture.failedFuture(new IOException("no pod is ready"));
		}
		URI uri = ((Pod) pods[Math.floorMod(this.turn.getAndIncrement(), pods.length)]).uri(path);
		return this.client.sendAsync(request.uri(uri).timeout(Duration.ofSeconds(10)).build(),
				HttpResponse.BodyHandlers.ofString());
	}

	@Override
	public void close() {
		this.kubelet.shutdownNow();
	}

}
