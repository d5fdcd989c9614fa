package io.alwayson.telemetry.web;

import java.util.List;

import io.alwayson.telemetry.RequestLabel;
import io.alwayson.telemetry.TelemetryNames;
import io.alwayson.workload.context.CallContext;
import io.alwayson.workload.context.WorkloadContext;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

import org.springframework.core.Ordered;
import org.springframework.http.server.reactive.observation.ServerRequestObservationContext;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;

/**
 * Gives each reactive request its correlation id.
 */
public final class CorrelationWebFilter implements WebFilter, Ordered {

	private final CorrelationHeaders headers;

	private final int order;

	/** Creates the filter. */
	public CorrelationWebFilter(CorrelationHeaders headers, int order) {
		this.headers = headers;
		this.order = order;
	}

	@Override
	public int getOrder() {
		return this.order;
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
		List<String> received = exchange.getRequest().getHeaders().getOrEmpty(TelemetryNames.CORRELATION_HEADER);
		String id = this.headers.resolve(received,
				ServerRequestObservationContext.findCurrent(exchange.getAttributes()).orElse(null));
		this.headers.write(id, exchange.getResponse().getHeaders()::set);
		String flow = flowOf(exchange);
		return chain.filter(exchange).contextWrite((context) -> labelled(context, id, flow));
	}

	private static Context labelled(Context context, String id, @Nullable String flow) {
		Context labelled = context.put(RequestLabel.CORRELATION_ID.key(), id);
		return (flow != null) ? labelled.put(RequestLabel.FLOW.key(), flow) : labelled;
	}

	private static @Nullable String flowOf(ServerWebExchange exchange) {
		return (exchange.getAttributes().get(WorkloadContext.KEY) instanceof CallContext context) ? context.flow()
				: null;
	}

}
