package io.alwayson.workload.web;

import java.io.IOException;

import io.alwayson.workload.UserFlow;
import io.alwayson.workload.context.CallContext;
import io.alwayson.workload.context.WorkloadContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.http.server.PathContainer;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.util.ServletRequestPathUtils;

/**
 * Makes the flow of a servlet request current and reports its outcome. As an interceptor
 * it lets the handler's annotation win over the route. The {@link CallContext} is also a
 * request attribute named {@link WorkloadContext#KEY}, for code that runs when the
 * thread-local is gone.
 */
public final class UserFlowFilter extends OncePerRequestFilter implements HandlerInterceptor {

	private static final String STARTED = UserFlowFilter.class.getName() + ".started";

	private final FlowLookup lookup;

	private final FlowOutcomes outcomes;

	/** Creates the filter. */
	public UserFlowFilter(FlowLookup lookup, FlowOutcomes outcomes) {
		this.lookup = lookup;
		this.outcomes = outcomes;
	}

	@Override
	protected boolean shouldNotFilterAsyncDispatch() {
		return false;
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		if (!isAsyncDispatch(request)) {
			request.setAttribute(STARTED, this.outcomes.now());
			request.setAttribute(WorkloadContext.KEY, contextOf(request));
		}
		Throwable failure = null;
		WorkloadContext.Scope scope = WorkloadContext.open(current(request));
		try {
			chain.doFilter(request, response);
		}
		catch (IOException | ServletException | RuntimeException | Error ex) {
			failure = ex;
			throw ex;
		}
		finally {
			scope.close();
			finish(request, response, failure);
		}
	}

	@Override
	public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
		UserFlow flow = this.lookup.byHandler(handler);
		if (flow != null) {
			CallContext context = FlowLookup.contextOf(WorkloadContext.current(), flow);
			request.setAttribute(WorkloadContext.KEY, context);
			// The filter around us restores what was current before.
			WorkloadContext.open(context);
		}
		return true;
	}

	private CallContext contextOf(HttpServletRequest request) {
		PathContainer path = ServletRequestPathUtils.parseAndCache(request).pathWithinApplication();
		UserFlow flow = this.lookup.byRoute(request.getMethod(), path);
		CallContext outer = WorkloadContext.current();
		return (flow != null) ? FlowLookup.contextOf(outer, flow) : outer;
	}

	private static CallContext current(HttpServletRequest request) {
		return (request.getAttribute(WorkloadContext.KEY) instanceof CallContext context) ? context : CallContext.NONE;
	}

	private void finish(HttpServletRequest request, HttpServletResponse response, @Nullable Throwable failure) {
		if (request.isAsyncStarted()) {
			if (!isAsyncDispatch(request)) {
				request.getAsyncContext().addListener(new OutcomeOnCompletion(request, response));
			}
		}
		else if (!isAsyncDispatch(request)) {
			report(request, response, failure);
		}
	}

	private void report(HttpServletRequest request, HttpServletResponse response, @Nullable Throwable failure) {
		if (request.getAttribute(STARTED) instanceof Long startedAt) {
			this.outcomes.report(current(request).flow(), startedAt, response.getStatus(), failure);
		}
	}

	/**
	 * Reports a request that went on after its thread was given back.
	 */
	private final class OutcomeOnCompletion implements AsyncListener {

		private final HttpServletRequest request;

		private final HttpServletResponse response;

		private volatile @Nullable Throwable failure;

		OutcomeOnCompletion(HttpServletRequest request, HttpServletResponse response) {
			this.request = request;
			this.response = response;
		}

		@Override
		public void onComplete(AsyncEvent event) {
			report(this.request, this.response, this.failure);
		}

		@Override
		public void onTimeout(AsyncEvent event) {
			// The answer to a timeout has a status of its own, seen in onComplete.
		}

		@Override
		public void onError(AsyncEvent event) {
			this.failure = event.getThrowable();
		}

		@Override
		public void onStartAsync(AsyncEvent event) {
			// A dispatch that starts anew forgets its listeners.
			event.getAsyncContext().addListener(this);
		}

	}

}
