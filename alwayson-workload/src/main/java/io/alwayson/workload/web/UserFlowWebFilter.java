package io.alwayson.workload.web;

import io.alwayson.workload.UserFlow;
import io.alwayson.workload.context.CallContext;
import io.alwayson.workload.context.WorkloadContext;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.Ordered;
import org.springframework.http.HttpStatusCode;
import org.springframework.web.reactive.result.method.annotation.RequestMappingHandlerMapping;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;

/**
 * Makes the flow of a reactive request current and reports its outcome. The
 * {@link CallContext} is in the Reactor context under {@link WorkloadContext#KEY} and an
 * attribute of the exchange of the same name.
 */
public final class UserFlowWebFilter implements WebFilter, Ordered {

	private final FlowLookup lookup;

	private final FlowOutcomes outcomes;

	private final ObjectProvider<RequestMappingHandlerMapping> handlers;

	private final int order;

	/**
	 * Creates the filter.
	 * @param handlers asked for the handler of a request, whose annotation wins over the
	 * route
	 */
	public UserFlowWebFilter(FlowLookup lookup, FlowOutcomes outcomes,
			ObjectProvider<RequestMappingHandlerMapping> handlers, int order) {
		this.lookup = lookup;
		this.outcomes = outcomes;
		this.handlers = handlers;
		this.order = order;
	}

	@Override
	public int getOrder() {
		return this.order;
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
		if (this.lookup.isEmpty()) {
			return chain.filter(exchange);
		}
		return Mono.deferContextual((view) -> {
			CallContext outer = view.hasKey(WorkloadContext.KEY) ? view.get(WorkloadContext.KEY) : CallContext.NONE;
			return flowOfHandler(exchange).switchIfEmpty(Mono.defer(() -> Mono.justOrEmpty(flowOfRoute(exchange))))
				.map((flow) -> FlowLookup.contextOf(outer, flow))
				.defaultIfEmpty(outer)
				.flatMap((context) -> filter(exchange, chain, context));
		});
	}

	private Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain, CallContext context) {
		if (context.flow() == null) {
			return chain.filter(exchange);
		}
		long startedAt = this.outcomes.now();
		exchange.getAttributes().put(WorkloadContext.KEY, context);
		return chain.filter(exchange)
			.doOnSuccess((done) -> this.outcomes.report(context.flow(), startedAt, statusOf(exchange), null))
			.doOnError((failure) -> this.outcomes.report(context.flow(), startedAt, statusOf(exchange), failure))
			.contextWrite((reactor) -> reactor.put(WorkloadContext.KEY, context));
	}

	private Mono<UserFlow> flowOfHandler(ServerWebExchange exchange) {
		// The Actuator brings a second mapping. A request that has no handler, or that a
		// mapping refuses, gets its answer further down.
		return Flux.fromStream(this.handlers::orderedStream)
			.concatMap((mapping) -> mapping.getHandler(exchange).onErrorComplete())
			.next()
			.flatMap((handler) -> Mono.justOrEmpty(this.lookup.byHandler(handler)));
	}

	private @Nullable UserFlow flowOfRoute(ServerWebExchange exchange) {
		return this.lookup.byRoute(exchange.getRequest().getMethod().name(),
				exchange.getRequest().getPath().pathWithinApplication());
	}

	private static int statusOf(ServerWebExchange exchange) {
		HttpStatusCode status = exchange.getResponse().getStatusCode();
		return (status != null) ? status.value() : 200;
	}

}
