package io.alwayson.telemetry.http;

import io.alwayson.telemetry.RequestLabel;
import io.alwayson.telemetry.TelemetryNames;
import io.alwayson.workload.DeclaredOrigins;
import reactor.core.publisher.Mono;

import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFilterFunction;
import org.springframework.web.reactive.function.client.ExchangeFunction;

/**
 * Passes the correlation id on with the requests of a {@code WebClient} to declared
 * dependencies: that of the Reactor context, else that of the thread which subscribes.
 */
public final class CorrelationExchangeFilter implements ExchangeFilterFunction {

	private final DeclaredOrigins origins;

	/** Creates the filter. */
	public CorrelationExchangeFilter(DeclaredOrigins origins) {
		this.origins = origins;
	}

	@Override
	public Mono<ClientResponse> filter(ClientRequest request, ExchangeFunction next) {
		if (this.origins.find(request.url()) == null
				|| request.headers().containsHeader(TelemetryNames.CORRELATION_HEADER)) {
			return next.exchange(request);
		}
		return Mono.deferContextual((context) -> {
			String id = context.<String>getOrEmpty(RequestLabel.CORRELATION_ID.key())
				.orElseGet(RequestLabel.CORRELATION_ID::get);
			return next.exchange((id != null)
					? ClientRequest.from(request).header(TelemetryNames.CORRELATION_HEADER, id).build() : request);
		});
	}

}
