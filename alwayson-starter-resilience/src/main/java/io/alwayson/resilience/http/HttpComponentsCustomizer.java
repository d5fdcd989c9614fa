package io.alwayson.resilience.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;

import io.alwayson.resilience.Alarm;
import io.alwayson.resilience.Resilience;
import io.alwayson.workload.DeclaredOrigins;
import io.alwayson.workload.Dependency;
import io.alwayson.workload.context.Deadline;
import io.alwayson.workload.context.WorkloadContext;
import org.apache.hc.client5.http.HttpRequestRetryStrategy;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.client5.http.impl.DefaultHttpRequestRetryStrategy;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.concurrent.Cancellable;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.util.TimeValue;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.http.client.HttpComponentsClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.autoconfigure.ClientHttpRequestFactoryBuilderCustomizer;

/**
 * Fits Apache HttpClient into an attempt. It does not listen to interrupts, so requests
 * to declared dependencies are cancelled when their attempt is over; it reads what is
 * left of a body before it closes one, so bodies are given up instead; and it sends
 * requests again by itself, which is the corridor's to decide. Requests to anybody else
 * are left alone.
 */
public final class HttpComponentsCustomizer
		implements ClientHttpRequestFactoryBuilderCustomizer<HttpComponentsClientHttpRequestFactoryBuilder> {

	private final DeclaredOrigins origins;

	private final Resilience resilience;

	/** Creates a customizer for the given origins. */
	public HttpComponentsCustomizer(DeclaredOrigins origins, Resilience resilience) {
		this.origins = origins;
		this.resilience = resilience;
	}

	@Override
	public HttpComponentsClientHttpRequestFactoryBuilder customize(
			HttpComponentsClientHttpRequestFactoryBuilder builder) {
		return this.origins.isEmpty() ? builder : builder.withHttpClientCustomizer(this::customize);
	}

	private void customize(HttpClientBuilder builder) {
		builder.addExecInterceptorFirst("alwayson", new Cancellation());
		builder.setRetryStrategy(new OneRetryOwner());
	}

	private @Nullable Dependency find(@Nullable HttpRequest request) {
		try {
			URI uri = (request != null) ? request.getUri() : null;
			return (uri != null) ? this.origins.find(uri) : null;
		}
		catch (URISyntaxException ex) {
			return null;
		}
	}

	/** Ends requests with their attempt. */
	private final class Cancellation implements ExecChainHandler {

		@Override
		public ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
				throws IOException, HttpException {
			Dependency dependency = find(request);
			Deadline deadline = WorkloadContext.current().deadline();
			if (dependency == null || deadline == null || !(scope.originalRequest instanceof Cancellable cancellable)) {
				return chain.proceed(request, scope);
			}
			Alarm alarm = HttpComponentsCustomizer.this.resilience.corridor(dependency.name())
				.alarm(deadline, cancellable::cancel);
			try {
				ClassicHttpResponse response = chain.proceed(request, scope);
				HttpEntity entity = response.getEntity();
				if (entity != null) {
					response.setEntity(new Abandoned(entity, cancellable));
				}
				return response;
			}
			finally {
				alarm.end();
			}
		}

	}

	/** A body that is not read to its end when it is closed. */
	private static final class Abandoned extends HttpEntityWrapper {

		private final Cancellable request;

		Abandoned(HttpEntity entity, Cancellable request) {
			super(entity);
			this.request = request;
		}

		@Override
		public InputStream getContent() throws IOException {
			return new FilterInputStream(super.getContent()) {

				@Override
				public void close() throws IOException {
					// Nothing, where the body was read and the connection given back.
					Abandoned.this.request.cancel();
					super.close();
				}

			};
		}

	}

	/** The corridor repeats what goes to declared dependencies, and nobody else does. */
	private final class OneRetryOwner implements HttpRequestRetryStrategy {

		private final HttpRequestRetryStrategy others = DefaultHttpRequestRetryStrategy.INSTANCE;

		@Override
		public boolean retryRequest(HttpRequest request, IOException failure, int count, HttpContext context) {
			return find(request) == null && this.others.retryRequest(request, failure, count, context);
		}

		@Override
		public boolean retryRequest(HttpResponse response, int count, HttpContext context) {
			return find(HttpClientContext.cast(context).getRequest()) == null
					&& this.others.retryRequest(response, count, context);
		}

		@Override
		public TimeValue getRetryInterval(HttpResponse response, int count, HttpContext context) {
			return this.others.getRetryInterval(response, count, context);
		}

	}

}
