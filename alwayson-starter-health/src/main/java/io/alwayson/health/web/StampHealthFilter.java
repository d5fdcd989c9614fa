package io.alwayson.health.web;

import java.io.IOException;
import java.util.Collections;

import io.alwayson.health.Reply;
import io.alwayson.workload.web.TrustedNetworks;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

/**
 * Answers the surfaces in a servlet application, and passes on everything else.
 */
public final class StampHealthFilter implements Filter {

	private final Surfaces surfaces;

	private final FrontDoorGuard guard;

	/** Creates the filter. */
	public StampHealthFilter(Surfaces surfaces, FrontDoorGuard guard) {
		this.surfaces = surfaces;
		this.guard = guard;
	}

	@Override
	public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		if (request instanceof HttpServletRequest httpRequest && response instanceof HttpServletResponse httpResponse) {
			if (!isAdmitted(httpRequest)) {
				httpResponse.setHeader("Cache-Control", Surfaces.NO_STORE);
				httpResponse.setStatus(HttpServletResponse.SC_FORBIDDEN);
				return;
			}
			Reply reply = reply(httpRequest);
			if (reply != null) {
				write(reply, httpRequest.getMethod(), httpResponse);
				return;
			}
		}
		chain.doFilter(request, response);
	}

	private boolean isAdmitted(HttpServletRequest request) {
		if (!this.guard.isActive()) {
			return true;
		}
		String path = request.getRequestURI();
		String context = request.getContextPath();
		int start = path.startsWith(context) ? context.length() : path.length();
		return this.guard.admits(path, start, Collections.list(request.getHeaders(FrontDoorGuard.HEADER)),
				TrustedNetworks.address(request.getRemoteAddr()));
	}

	/** By the raw path: what a container would still have to normalize is not ours. */
	private @Nullable Reply reply(HttpServletRequest request) {
		String path = request.getRequestURI();
		String context = request.getContextPath();
		return path.startsWith(context) ? this.surfaces.reply(path, context.length()) : null;
	}

	private static void write(Reply reply, String method, HttpServletResponse response) throws IOException {
		response.setHeader("Cache-Control", Surfaces.NO_STORE);
		if (!Surfaces.isAllowed(method)) {
			response.setHeader("Allow", Surfaces.ALLOWED);
			response.setStatus(HttpServletResponse.SC_METHOD_NOT_ALLOWED);
			return;
		}
		byte[] body = reply.body();
		response.setStatus(reply.status());
		response.setContentType("application/json");
		response.setContentLength(body.length);
		if (method.equals("GET")) {
			response.getOutputStream().write(body);
		}
	}

}
