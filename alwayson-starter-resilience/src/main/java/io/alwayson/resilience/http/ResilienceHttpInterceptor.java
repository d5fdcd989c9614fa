package io.alwayson.resilience.http;

import java.io.IOException;
import java.net.SocketTimeoutException;

import io.alwayson.resilience.AttemptTimeoutException;
import io.alwayson.resilience.Corridor;
import io.alwayson.resilience.Fault;
import io.alwayson.resilience.Operation;
import io.alwayson.resilience.Resilience;
import io.alwayson.workload.DeclaredOrigins;
import io.alwayson.workload.Dependency;
import io.alwayson.workload.context.WorkloadContext;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpRequest;
import org.springframework.http.client.ClientHttpRequestExecution;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.http.client.support.HttpRequestWrapper;

/**
 * Sends requests to declared dependencies through their corridor, up to the response's
 * body, or the first 256 KiB of a long one. What the caller sees is what it would see
 * without: the last response, or the client's own exception; only a call that protection
 * ended fails with a {@code CallRejectedException}.
 */
public final class ResilienceHttpInterceptor implements ClientHttpRequestInterceptor {

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
			return corridor.call(Exchanges.typeOf(request.getMethod()),
					new Exchange(corridor, request, body, execution));
		}
		catch (AttemptTimeoutException ex) {
			IOException timeout = new SocketTimeoutException(ex.getMessage());
			timeout.initCause(ex);
			throw timeout;
		}
	}

	/** One request and its response. */
	private record Exchange(Corridor corridor, HttpRequest request, byte[] body,
			ClientHttpRequestExecution execution) implements Operation<ClientHttpResponse, IOException> {

		@Override
		public ClientHttpResponse run() throws IOException {
			Attempt attempt = new Attempt(this.request);
			Exchanges.tell(this.corridor, WorkloadContext.current(), attempt.getHeaders());
			return ReadResponse.of(this.execution.execute(attempt, this.body), this.corridor);
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
			return Exchanges.faultOf(this.corridor, status, response.getHeaders());
		}

		@Override
		public void discard(ClientHttpResponse response) {
			response.close();
		}

		@Override
		public ClientHttpResponse fromFallback(@Nullable Object answer) {
			return FallbackResponse.of(answer);
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
