package io.alwayson.resilience.web;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import io.alwayson.resilience.CallHeaders;
import io.alwayson.resilience.inbound.InboundDoor;
import io.alwayson.resilience.inbound.InboundRules;
import io.alwayson.resilience.web.Refusals.Refusal;
import io.alwayson.workload.context.CallContext;
import io.alwayson.workload.context.WorkloadContext;
import io.alwayson.workload.web.TrustedNetworks;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.context.ApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;

/**
 * The door of a reactive server: puts deadline and criticality of a request into the
 * Reactor context and refuses it where there is no room or no time. A request takes room
 * until its response is committed: what streams afterwards waits for its caller.
 */
public final class InboundWebFilter implements WebFilter, Ordered {

	private static final int FIRST_BAD_STATUS = 500;

	private static final long UPGRADE_SECONDS = 1;

	private final InboundDoor door;

	private final TrustedNetworks trusted;

	private final Exemptions exemptions;

	private final Refusals refusals;

	private final LongSupplier nanoTime;

	private final ApplicationContext application;

	private final int order;

	/**
	 * Creates the filter.
	 * @param nanoTime the scale of {@link System#nanoTime()}
	 * @param application whose requests it looks at: a management port's are another's
	 */
	public InboundWebFilter(InboundDoor door, TrustedNetworks trusted, Exemptions exemptions, Refusals refusals,
			LongSupplier nanoTime, ApplicationContext application, int order) {
		this.door = door;
		this.trusted = trusted;
		this.exemptions = exemptions;
		this.refusals = refusals;
		this.nanoTime = nanoTime;
		this.application = application;
		this.order = order;
	}

	@Override
	public int getOrder() {
		return this.order;
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
		if (exchange.getApplicationContext() != this.application
				|| this.exemptions.include(exchange.getRequest().getPath().pathWithinApplication().value())) {
			return chain.filter(exchange);
		}
		return Mono.deferContextual((view) -> {
			long now = this.nanoTime.getAsLong();
			InboundRules rules = rules(exchange.getRequest(), now);
			CallContext outer = view.hasKey(WorkloadContext.KEY) ? view.get(WorkloadContext.KEY) : CallContext.NONE;
			CallContext context = rules.applyTo(outer);
			if (rules.isExpired(now)) {
				this.door.expired(context.criticality());
				return refuse(exchange.getResponse(), this.refusals.late());
			}
			InboundDoor.Admission admission = this.door.admit(context.criticality());
			if (admission == null) {
				return refuse(exchange.getResponse(), this.refusals.overloaded());
			}
			return admitted(exchange, chain, context, admission);
		});
	}

	private static Mono<Void> admitted(ServerWebExchange exchange, WebFilterChain chain, CallContext context,
			InboundDoor.Admission admission) {
		exchange.getAttributes().put(WorkloadContext.KEY, context);
		exchange.getResponse()
			.beforeCommit(() -> Mono.fromRunnable(() -> admission.end(isGood(exchange.getResponse()))));
		if ("websocket".equalsIgnoreCase(exchange.getRequest().getHeaders().getUpgrade())) {
			// A connection that may last for hours. Anybody can say so: not at once.
			Schedulers.parallel().schedule(() -> admission.end(false), UPGRADE_SECONDS, TimeUnit.SECONDS);
		}
		return chain.filter(exchange)
			.doFinally((end) -> admission.end(false))
			.contextWrite((reactor) -> reactor.put(WorkloadContext.KEY, context));
	}

	private static boolean isGood(ServerHttpResponse response) {
		HttpStatusCode status = response.getStatusCode();
		return status == null || status.value() < FIRST_BAD_STATUS;
	}

	private InboundRules rules(ServerHttpRequest request, long now) {
		InetSocketAddress caller = request.getRemoteAddress();
		return InboundRules.of(single(request.getHeaders(), CallHeaders.DEADLINE),
				single(request.getHeaders(), CallHeaders.CRITICALITY),
				caller != null && this.trusted.contain(caller.getAddress()), now);
	}

	/** Of a header that is there twice nobody knows which one was meant. */
	private static @Nullable String single(HttpHeaders headers, String name) {
		List<String> values = headers.getOrEmpty(name);
		return (values.size() == 1) ? values.get(0) : null;
	}

	private static Mono<Void> refuse(ServerHttpResponse response, Refusal refusal) {
		HttpHeaders headers = response.getHeaders();
		byte[] body = refusal.body(headers.getFirst(Refusals.correlationHeader()));
		response.setStatusCode(refusal.status());
		if (refusal.retryAfterSeconds() > 0) {
			headers.set(HttpHeaders.RETRY_AFTER, Integer.toString(refusal.retryAfterSeconds()));
		}
		headers.setCacheControl("no-store");
		headers.set(HttpHeaders.CONTENT_TYPE, refusal.contentType());
		headers.setContentLength(body.length);
		return response.writeWith(Mono.fromSupplier(() -> response.bufferFactory().wrap(body)));
	}

}
