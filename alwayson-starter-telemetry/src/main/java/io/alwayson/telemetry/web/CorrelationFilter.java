package io.alwayson.telemetry.web;

import java.io.IOException;
import java.util.Collections;

import io.alwayson.telemetry.RequestLabel;
import io.alwayson.telemetry.TelemetryNames;
import io.alwayson.workload.context.CallContext;
import io.alwayson.workload.context.WorkloadContext;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.http.server.observation.ServerRequestObservationContext;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.filter.ServerHttpObservationFilter;
import org.springframework.web.servlet.HandlerInterceptor;

/**
 * Gives each servlet request its correlation id. As an interceptor it takes over the flow
 * of the handler's annotation.
 */
public final class CorrelationFilter extends OncePerRequestFilter implements HandlerInterceptor {

	private static final String ID = CorrelationFilter.class.getName() + ".id";

	private final CorrelationHeaders headers;

	/** Creates the filter. */
	public CorrelationFilter(CorrelationHeaders headers) {
		this.headers = headers;
	}

	@Override
	protected boolean shouldNotFilterAsyncDispatch() {
		return false;
	}

	@Override
	protected boolean shouldNotFilterErrorDispatch() {
		return false;
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		RequestLabel.CORRELATION_ID.set(idOf(request, response));
		RequestLabel.FLOW.set(flowOf(request));
		try {
			chain.doFilter(request, response);
		}
		finally {
			RequestLabel.CORRELATION_ID.set(null);
			RequestLabel.FLOW.set(null);
		}
	}

	@Override
	public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
		RequestLabel.FLOW.set(flowOf(request));
		return true;
	}

	private String idOf(HttpServletRequest request, HttpServletResponse response) {
		if (request.getAttribute(ID) instanceof String known) {
			return known;
		}
		ServerRequestObservationContext observation = ServerHttpObservationFilter.findObservationContext(request)
			.orElse(null);
		String id = this.headers.resolve(Collections.list(request.getHeaders(TelemetryNames.CORRELATION_HEADER)),
				observation);
		request.setAttribute(ID, id);
		this.headers.write(id, response::setHeader);
		return id;
	}

	private static @Nullable String flowOf(HttpServletRequest request) {
		return (request.getAttribute(WorkloadContext.KEY) instanceof CallContext context) ? context.flow() : null;
	}

}
