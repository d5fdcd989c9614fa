package io.alwayson.resilience.azure;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpPipelineCallContext;
import com.azure.core.http.HttpPipelineNextPolicy;
import com.azure.core.http.HttpPipelineNextSyncPolicy;
import com.azure.core.http.HttpPipelinePosition;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.http.policy.HttpPipelinePolicy;
import io.alwayson.resilience.DefaultFallback;
import io.alwayson.resilience.FailedCall;
import io.alwayson.workload.Dependency;
import io.alwayson.workload.Target;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The secrets that vaults gave. One that is fresh is given again without a request; one
 * that is not is given again while its vault cannot be read, however old it is: an outage
 * of the vault after the start stops nobody. Kept in memory only. Thread-safe.
 */
public final class KnownSecrets implements DefaultFallback {

	/** How long a change in the vault may go unseen. */
	static final Duration FRESH = Duration.ofMinutes(1);

	/** More than anybody reads. */
	private static final int MOST_KEPT = 1000;

	private static final int OK = 200;

	/** It is not there any more, or none of our business any more. */
	private static final Set<Integer> NO_MORE = Set.of(401, 403, 404, 410);

	private final LongSupplier nanoTime;

	private final Map<String, Known> known = new ConcurrentHashMap<>();

	/**
	 * Knows nothing yet.
	 * @param nanoTime tells time as {@link System#nanoTime()} does
	 */
	public KnownSecrets(LongSupplier nanoTime) {
		this.nanoTime = nanoTime;
	}

	@Override
	public boolean isFor(Dependency dependency) {
		return dependency.target() instanceof Target.KeyVault;
	}

	@Override
	public Object answer(FailedCall call) {
		if (call.request() instanceof HttpRequest request && isRead(request)) {
			Known last = this.known.get(key(request));
			if (last != null) {
				return last.response().remembered(request);
			}
		}
		throw new IllegalStateException("Nothing is known of it");
	}

	/** Gives out what is fresh, and learns what is not; outside of the corridor. */
	HttpPipelinePolicy policy() {
		return new Policy();
	}

	private static boolean isRead(HttpRequest request) {
		return request.getHttpMethod() == HttpMethod.GET && name(request) != null;
	}

	/** With its version, if one is asked for. */
	private static String key(HttpRequest request) {
		return request.getUrl().toString();
	}

	/** Of the secret, {@code null} where the request is about none or about many. */
	private static @Nullable String name(HttpRequest request) {
		String[] path = request.getUrl().getPath().split("/");
		return (path.length >= 3 && path[1].equals("secrets") && !(path.length > 3 && path[3].equals("versions")))
				? path[2] : null;
	}

	private @Nullable HttpResponse fresh(HttpRequest request) {
		Known last = this.known.get(key(request));
		if (last == null || this.nanoTime.getAsLong() - last.at() >= FRESH.toNanos()) {
			return null;
		}
		return last.response().remembered(request);
	}

	private void learn(HttpRequest request, HttpResponse response) {
		if (!(response instanceof HeldResponse held) || held.isRemembered()) {
			return;
		}
		String key = key(request);
		if (NO_MORE.contains(held.getStatusCode())) {
			this.known.remove(key);
		}
		else if (held.getStatusCode() == OK && (this.known.size() < MOST_KEPT || this.known.containsKey(key))) {
			this.known.put(key, new Known(held, this.nanoTime.getAsLong()));
		}
	}

	/** What is written is read anew, all its versions. */
	private void forget(HttpRequest request) {
		String name = name(request);
		if (name != null) {
			this.known.values().removeIf((last) -> name.equals(name(last.response().getRequest())));
		}
	}

	private record Known(HeldResponse response, long at) {
	}

	private final class Policy implements HttpPipelinePolicy {

		@Override
		public HttpPipelinePosition getPipelinePosition() {
			return HttpPipelinePosition.PER_CALL;
		}

		@Override
		public HttpResponse processSync(HttpPipelineCallContext context, HttpPipelineNextSyncPolicy next) {
			HttpRequest request = context.getHttpRequest();
			if (!isRead(request)) {
				HttpResponse response = next.processSync();
				forget(request);
				return response;
			}
			HttpResponse fresh = fresh(request);
			if (fresh != null) {
				return fresh;
			}
			HttpResponse response = next.processSync();
			learn(request, response);
			return response;
		}

		@Override
		public Mono<HttpResponse> process(HttpPipelineCallContext context, HttpPipelineNextPolicy next) {
			HttpRequest request = context.getHttpRequest();
			if (!isRead(request)) {
				return next.process().doFinally((end) -> forget(request));
			}
			HttpResponse fresh = fresh(request);
			if (fresh != null) {
				return Mono.just(fresh);
			}
			return next.process().doOnNext((response) -> learn(request, response));
		}

	}

}
