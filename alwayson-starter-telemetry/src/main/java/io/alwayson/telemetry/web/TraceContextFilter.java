package io.alwayson.telemetry.web;

import java.io.IOException;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.stream.Stream;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import org.jspecify.annotations.Nullable;

import io.alwayson.telemetry.TraceHeaders;
import io.alwayson.workload.web.TrustedNetworks;

/**
 * Shows the rest of a servlet application only a trace context that can be believed. Must
 * come before whoever begins the request's span.
 */
public final class TraceContextFilter implements Filter {

	private final InboundTraces traces;

	/** Creates the filter. */
	public TraceContextFilter(InboundTraces traces) {
		this.traces = traces;
	}

	@Override
	public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		TraceHeaders headers = (request instanceof HttpServletRequest http && saysSomething(http))
				? this.traces.inPlaceOf(Collections.list(http.getHeaders(TraceHeaders.TRACEPARENT)),
						Collections.list(http.getHeaders(TraceHeaders.TRACESTATE)),
						() -> TrustedNetworks.address(request.getRemoteAddr()))
				: null;
		chain.doFilter((headers != null) ? new Believed((HttpServletRequest) request, headers) : request, response);
	}

	private static boolean saysSomething(HttpServletRequest request) {
		return request.getHeader(TraceHeaders.TRACEPARENT) != null
				|| request.getHeader(TraceHeaders.TRACESTATE) != null;
	}

	private static final class Believed extends HttpServletRequestWrapper {

		private final TraceHeaders headers;

		Believed(HttpServletRequest request, TraceHeaders headers) {
			super(request);
			this.headers = headers;
		}

		@Override
		public @Nullable String getHeader(String name) {
			if (isParent(name)) {
				return this.headers.traceparent();
			}
			return isState(name) ? this.headers.tracestate() : super.getHeader(name);
		}

		@Override
		public Enumeration<String> getHeaders(String name) {
			if (isParent(name) || isState(name)) {
				return Collections.enumeration(Stream.ofNullable(getHeader(name)).toList());
			}
			return super.getHeaders(name);
		}

		@Override
		public Enumeration<String> getHeaderNames() {
			List<String> names = Collections.list(super.getHeaderNames());
			names.removeIf((name) -> (isParent(name) || isState(name)) && getHeader(name) == null);
			return Collections.enumeration(names);
		}

		private static boolean isParent(String name) {
			return TraceHeaders.TRACEPARENT.equalsIgnoreCase(name);
		}

		private static boolean isState(String name) {
			return TraceHeaders.TRACESTATE.equalsIgnoreCase(name);
		}

	}

}
