package io.alwayson.resilience.http;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.Set;

import io.alwayson.resilience.AttemptTimeoutException;
import io.alwayson.resilience.CallType;
import io.alwayson.resilience.Corridor;
import io.alwayson.resilience.Fault;
import io.alwayson.resilience.HttpFaults;
import io.alwayson.resilience.Operation;
import io.alwayson.resilience.Resilience;
import io.alwayson.workload.DeclaredOrigins;
import io.alwayson.workload.Dependency;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpRequest;
import org.springframework.http.client.ClientHttpRequestExecution;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.http.client.support.HttpRequestWrapper;

/**
 * Sends requests to declared dependencies through their corridor, up to the response's
 * headers. What the caller sees is what it would see without: the last response, or the
 * client's own exception; only a call that protection ended fails with a
 * {@code CallRejectedException}.
 */
public final class ResilienceHttpInterceptor implements ClientHttpRequestInterceptor {

	/** Changes nothing (RFC 9110, section 9.2.1). */
	private static final Set<HttpMethod> SAFE = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS,
			HttpMethod.TRACE);

	/** Doing it twice is as good as once (RFC 9110, section 9.2.2). */
	private static final Set<HttpMethod> IDEMPOTENT = Set.of(HttpMethod.PUT, HttpMethod.DELETE);

	private final DeclaredOrigins origins;

	private final Resilience resilience;

	/** Creates an interceptor for the given origins. */
	public ResilienceHttpInterceptor(DeclaredOrigins origins, Resilience resilience) {
		this.origins = origins;
		this.resilience = resilience;
	}

	@Override
	public ClientHttpResponse intercept(HttpRequest request, byte[] body, ClientHttpRequestExecution execution)
			throws IOException {
		Dependency dependency = this.origins.find(request.getURI());
		if (dependency == null) {
			return execution.execute(request, body);
		}
		Corridor corridor = this.resilience.corridor(dependency.name());
		try {
			return corridor.call(typeOf(request.getMethod()), new Exchange(corridor, request, body, execution));
		}
		catch (AttemptTimeoutException ex) {
			IOException timeout = new SocketTimeoutException(ex.getMessage());
			timeout.initCause(ex);
			throw timeout;
		}
	}

	private static CallType typeOf(HttpMethod method) {
		if (SAFE.contains(method)) {
			return CallType.READ;
		}
		return IDEMPOTENT.contains(method) ? CallType.IDEMPOTENT_WRITE : CallType.WRITE;
	}

	/** One request and its response's headers. */
	private record Exchange(Corridor corridor, HttpRequest request, byte[] body,
			ClientHttpRequestExecution execution) implements Operation<ClientHttpResponse, IOException> {

		@Override
		public ClientHttpResponse run() throws IOException {
			return this.execution.execute(new Attempt(this.request), this.body);
		}

		@Override
		public @Nullable Fault faultIn(ClientHttpResponse response) {
			int status;
			try {
				status = response.getStatusCode().value();
			}
			catch (IOException ex) {
				return Fault.TRANSIENT;
			}
			HttpHeaders headers = response.getHeaders();
			return HttpFaults.of(status, HttpFaults.retryAfter(headers.getFirst(HttpHeaders.RETRY_AFTER),
					headers.getFirst(HttpHeaders.DATE), this.corridor.instant()));
		}

		@Override
		public void discard(ClientHttpResponse response) {
			response.close();
		}

	}

	/** Headers of its own: interceptors further inside add theirs to each attempt. */
	private static final class Attempt extends HttpRequestWrapper {

		private final HttpHeaders headers = new HttpHeaders();

		Attempt(HttpRequest request) {
			super(request);
			this.headers.addAll(request.getHeaders());
		}

		@Override
		public HttpHeaders getHeaders() {
			return this.headers;
		}

	}

}
