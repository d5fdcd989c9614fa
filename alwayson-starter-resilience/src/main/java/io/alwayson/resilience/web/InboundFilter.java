package io.alwayson.resilience.web;

import java.io.IOException;
import java.util.Enumeration;
import java.util.function.LongSupplier;

import io.alwayson.resilience.CallHeaders;
import io.alwayson.resilience.inbound.InboundDoor;
import io.alwayson.resilience.inbound.InboundRules;
import io.alwayson.resilience.web.Refusals.Refusal;
import io.alwayson.workload.context.CallContext;
import io.alwayson.workload.context.WorkloadContext;
import io.alwayson.workload.web.TrustedNetworks;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.util.ServletRequestPathUtils;

/**
 * The door of a servlet server: makes deadline and criticality of a request current and
 * refuses it where there is no room or no time. As an interceptor it looks once more when
 * the handler is known, whose annotation may name another flow.
 */
public final class InboundFilter extends OncePerRequestFilter implements HandlerInterceptor {

	private static final String RULES = InboundRules.class.getName();

	private static final String ADMISSION = InboundDoor.Admission.class.getName();

	private static final int FIRST_BAD_STATUS = 500;

	private final InboundDoor door;

	private final TrustedNetworks trusted;

	private final Exemptions exemptions;

	private final Refusals refusals;

	private final LongSupplier nanoTime;

	/**
	 * Creates the filter.
	 * @param nanoTime the scale of {@link System#nanoTime()}
	 */
	public InboundFilter(InboundDoor door, TrustedNetworks trusted, Exemptions exemptions, Refusals refusals,
			LongSupplier nanoTime) {
		this.door = door;
		this.trusted = trusted;
		this.exemptions = exemptions;
		this.refusals = refusals;
		this.nanoTime = nanoTime;
	}

	@Override
	protected boolean shouldNotFilterAsyncDispatch() {
		return false;
	}

	@Override
	protected boolean shouldNotFilter(HttpServletRequest request) {
		return this.exemptions.include(ServletRequestPathUtils.parseAndCache(request).pathWithinApplication().value());
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		if (isAsyncDispatch(request)) {
			inContext(request, response, chain, contextOf(request));
			return;
		}
		long now = this.nanoTime.getAsLong();
		InboundRules rules = rules(request, now);
		CallContext context = rules.applyTo(WorkloadContext.current());
		if (rules.isExpired(now)) {
			this.door.expired(context.criticality());
			refuse(response, this.refusals.late());
			return;
		}
		InboundDoor.Admission admission = this.door.admit(context.criticality());
		if (admission == null) {
			refuse(response, this.refusals.overloaded());
			return;
		}
		request.setAttribute(RULES, rules);
		request.setAttribute(ADMISSION, admission);
		request.setAttribute(WorkloadContext.KEY, context);
		boolean failed = true;
		try {
			inContext(request, response, chain, context);
			failed = false;
		}
		finally {
			end(request, admission, !failed && response.getStatus() < FIRST_BAD_STATUS);
		}
	}

	private InboundRules rules(HttpServletRequest request, long now) {
		return InboundRules.of(single(request.getHeaders(CallHeaders.DEADLINE)),
				single(request.getHeaders(CallHeaders.CRITICALITY)),
				this.trusted.contain(TrustedNetworks.address(request.getRemoteAddr())), now);
	}

	/** Of a header that is there twice nobody knows which one was meant. */
	private static @Nullable String single(Enumeration<String> values) {
		String first = values.hasMoreElements() ? values.nextElement() : null;
		return values.hasMoreElements() ? null : first;
	}

	private static void inContext(HttpServletRequest request, HttpServletResponse response, FilterChain chain,
			CallContext context) throws ServletException, IOException {
		WorkloadContext.Scope scope = WorkloadContext.open(context);
		try {
			chain.doFilter(request, response);
		}
		finally {
			scope.close();
		}
	}

	private static CallContext contextOf(HttpServletRequest request) {
		return (request.getAttribute(WorkloadContext.KEY) instanceof CallContext context) ? context
				: WorkloadContext.current();
	}

	@Override
	public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler)
			throws IOException {
		if (!(request.getAttribute(RULES) instanceof InboundRules rules)
				|| !(request.getAttribute(ADMISSION) instanceof InboundDoor.Admission admission)) {
			return true;
		}
		CallContext context = rules.applyTo(WorkloadContext.current());
		// Once: what is dispatched again has done its work.
		if (request.getDispatcherType() == DispatcherType.REQUEST && !admission.holdsFor(context.criticality())) {
			refuse(response, this.refusals.overloaded());
			return false;
		}
		request.setAttribute(WorkloadContext.KEY, context);
		// The filter around us restores what was current before.
		WorkloadContext.open(context);
		return true;
	}

	private static void refuse(HttpServletResponse response, Refusal refusal) throws IOException {
		byte[] body = refusal.body(response.getHeader(Refusals.correlationHeader()));
		response.setStatus(refusal.status().value());
		if (refusal.retryAfterSeconds() > 0) {
			response.setHeader(HttpHeaders.RETRY_AFTER, Integer.toString(refusal.retryAfterSeconds()));
		}
		response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
		response.setContentType(refusal.contentType());
		response.setContentLength(body.length);
		response.getOutputStream().write(body);
	}

	private static void end(HttpServletRequest request, InboundDoor.Admission admission, boolean teaches) {
		if (!request.isAsyncStarted()) {
			admission.end(teaches);
			return;
		}
		String accepted = request.getHeader(HttpHeaders.ACCEPT);
		if (accepted != null && accepted.contains(MediaType.TEXT_EVENT_STREAM_VALUE)) {
			// Open as long as its caller likes: no work that is done.
			admission.end(false);
			return;
		}
		try {
			request.getAsyncContext().addListener(new EndOnCompletion(admission));
		}
		catch (IllegalStateException ex) {
			// Over in this very moment.
			admission.end(false);
		}
	}

	/** Ends a request that went on after its thread was given back. */
	private record EndOnCompletion(InboundDoor.Admission admission) implements AsyncListener {

		@Override
		public void onComplete(AsyncEvent event) {
			this.admission.end(false);
		}

		@Override
		public void onTimeout(AsyncEvent event) {
			// Completion follows.
		}

		@Override
		public void onError(AsyncEvent event) {
			// Completion follows.
		}

		@Override
		public void onStartAsync(AsyncEvent event) {
			// A dispatch that starts anew forgets its listeners.
			event.getAsyncContext().addListener(this);
		}

	}

}
