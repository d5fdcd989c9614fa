package io.alwayson.telemetry.web;

import java.net.InetSocketAddress;

import io.alwayson.telemetry.TraceHeaders;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.HttpHandlerDecoratorFactory;
import org.springframework.http.server.reactive.ServerHttpRequest;

/**
 * Shows the rest of a reactive application only a trace context that can be believed. A
 * decorator, because the request's span begins before all filters.
 */
public final class TraceContextDecorator implements HttpHandlerDecoratorFactory {

	private final InboundTraces traces;

	/** Creates the decorator. */
	public TraceContextDecorator(InboundTraces traces) {
		this.traces = traces;
	}

	@Override
	public HttpHandler apply(HttpHandler handler) {
		return (request, response) -> handler.handle(believed(request), response);
	}

	private ServerHttpRequest believed(ServerHttpRequest request) {
		HttpHeaders received = request.getHeaders();
		TraceHeaders headers = this.traces.inPlaceOf(received.getOrEmpty(TraceHeaders.TRACEPARENT),
				received.getOrEmpty(TraceHeaders.TRACESTATE), () -> {
					InetSocketAddress caller = request.getRemoteAddress();
					return (caller != null) ? caller.getAddress() : null;
				});
		return (headers != null) ? request.mutate().headers((all) -> {
			set(all, TraceHeaders.TRACEPARENT, headers.traceparent());
			set(all, TraceHeaders.TRACESTATE, headers.tracestate());
		}).build() : request;
	}

	private static void set(HttpHeaders headers, String name, @Nullable String value) {
		if (value != null) {
			headers.set(name, value);
		}
		else {
			headers.remove(name);
		}
	}

}
