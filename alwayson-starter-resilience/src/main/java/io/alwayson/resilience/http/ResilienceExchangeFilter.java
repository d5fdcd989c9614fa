package io.alwayson.resilience.http;

import io.alwayson.resilience.AttemptTimeoutException;
import io.alwayson.resilience.Corridor;
import io.alwayson.resilience.Fault;
import io.alwayson.resilience.Resilience;
import io.alwayson.resilience.reactor.ReactiveOperation;
import io.alwayson.resilience.reactor.ReactorDriver;
import io.alwayson.workload.DeclaredOrigins;
import io.alwayson.workload.Dependency;
import io.alwayson.workload.context.CallContext;
import io.alwayson.workload.context.WorkloadContext;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFilterFunction;
import org.springframework.web.reactive.function.client.ExchangeFunction;
import org.springframework.web.reactive.function.client.WebClientRequestException;

/**
 * Sends requests of {@code WebClient} to declared dependencies through their corridor, up
 * to the response's body, or the first 256 KiB of a long one. What the caller sees is
 * what it would see without: the last response, or the client's own exception; only a
 * call that protection ended fails with a {@code CallRejectedException}.
 */
public final class ResilienceExchangeFilter implements ExchangeFilterFunction {

	private final DeclaredOrigins origins;

	private final Resilience resilience;

	/** Creates a filter for the given origins. */
	public ResilienceExchangeFilter(DeclaredOrigins origins, Resilience resilience) {
		this.origins = origins;
		this.resilience = resilience;
	}

	@Override
	public Mono<ClientResponse> filter(ClientRequest request, ExchangeFunction next) {
		Dependency dependency = this.origins.find(request.url());
		if (dependency == null) {
			return next.exchange(request);
		}
		Corridor corridor = this.resilience.corridor(dependency.name());
		return new ReactorDriver(corridor)
			.call(Exchanges.typeOf(request.method()), new Exchange(corridor, request, next))
			.onErrorMap(AttemptTimeoutException.class, (timeout) -> new WebClientRequestException(timeout,
					request.method(), request.url(), request.headers()));
	}

	/** One request and its response. */
	private record Exchange(Corridor corridor, ClientRequest request,
			ExchangeFunction next) implements ReactiveOperation<ClientResponse> {

		@Override
		public Mono<ClientResponse> attempt() {
			return Mono.deferContextual((view) -> this.next.exchange(told(view)))
				.flatMap((response) -> BodyPrefix.read(response, Exchanges.BODY_OF_ATTEMPT, this.corridor));
		}

		private ClientRequest told(ContextView view) {
			CallContext context = view.hasKey(WorkloadContext.KEY) ? view.get(WorkloadContext.KEY) : CallContext.NONE;
			return ClientRequest.from(this.request)
				.headers((headers) -> Exchanges.tell(this.corridor, context, headers))
				.build();
		}

		@Override
		public @Nullable Fault faultIn(ClientResponse response) {
			return Exchanges.faultOf(this.corridor, response.statusCode().value(), response.headers().asHttpHeaders());
		}

		@Override
		public ClientResponse fromFallback(@Nullable Object answer) {
			FallbackResponse response = FallbackResponse.of(answer);
			return ClientResponse.create(response.status())
				.headers((headers) -> headers.addAll(response.headers()))
				.body(bodyOf(response.body()))
				.build();
		}

		private static Flux<DataBuffer> bodyOf(byte[] body) {
			return (body.length == 0) ? Flux.empty()
					: Flux.defer(() -> Flux.just(DefaultDataBufferFactory.sharedInstance.wrap(body)));
		}

		@Override
		public void discard(ClientResponse response) {
			response.releaseBody().subscribe(null, (failure) -> {
				// What nobody reads may break.
			});
		}

	}

}
