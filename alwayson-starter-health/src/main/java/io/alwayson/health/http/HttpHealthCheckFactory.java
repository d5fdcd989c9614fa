package io.alwayson.health.http;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

import io.alwayson.health.HealthCheck;
import io.alwayson.health.HealthCheckFactory;
import io.alwayson.workload.Dependency;
import io.alwayson.workload.Target;
import org.jspecify.annotations.Nullable;

/**
 * Makes the checks of declared {@code http} and {@code stamp-service} dependencies, over
 * one client that is made with the first of them. It has nothing to do with the clients
 * that the application calls with: nothing hedges a check, refuses it or answers for it.
 */
public final class HttpHealthCheckFactory implements HealthCheckFactory, AutoCloseable {

	/** The path that a sibling service answers at. */
	private static final String STAMP_HEALTH = "/health/stamp";

	private final AtomicInteger threads = new AtomicInteger();

	/** As many threads as runs: at most two for each check. */
	private final ExecutorService executor = Executors.newCachedThreadPool((task) -> {
		Thread thread = new Thread(task, "alwayson-health-http-" + this.threads.incrementAndGet());
		thread.setDaemon(true);
		return thread;
	});

	private @Nullable HttpClient client;

	@Override
	public @Nullable HealthCheck create(Dependency dependency) {
		Duration timeout = dependency.health().timeout();
		if (dependency.target() instanceof Target.Http http) {
			return new HttpHealthCheck(client(), at(http.endpoint().uri(), http.probePath()), timeout);
		}
		if (dependency.target() instanceof Target.StampService service) {
			return new StampServiceHealthCheck(client(), at(service.endpoint().uri(), STAMP_HEALTH), timeout);
		}
		return null;
	}

	private synchronized HttpClient client() {
		HttpClient existing = this.client;
		if (existing == null) {
			existing = HttpClient.newBuilder()
				.version(HttpClient.Version.HTTP_1_1)
				.followRedirects(HttpClient.Redirect.NEVER)
				.executor(this.executor)
				.build();
			this.client = existing;
		}
		return existing;
	}

	static URI at(URI endpoint, String path) {
		String base = endpoint.toString();
		String trimmed = base.endsWith("/") ? base.substring(0, base.length() - 1) : base;
		return URI.create(trimmed + (path.startsWith("/") ? path : "/" + path));
	}

	@Override
	public void close() {
		this.executor.shutdownNow();
	}

}
