package io.alwayson.resilience.http;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.publisher.Sinks;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.web.reactive.function.client.ClientResponse;

/**
 * Reads a body, or the beginning of a long one, before its response is handed on. One
 * buffer at a time is asked for until then; afterwards the reader of the rest asks.
 */
final class BodyPrefix extends BaseSubscriber<DataBuffer> {

	private final MonoSink<Flux<DataBuffer>> sink;

	private final int most;

	private final List<DataBuffer> read = new ArrayList<>();

	private int bytes;

	/** Set once the beginning is handed on. */
	private Sinks.@Nullable Many<DataBuffer> rest;

	private BodyPrefix(MonoSink<Flux<DataBuffer>> sink, int most) {
		this.sink = sink;
		this.most = most;
	}

	/** The response with its body read, or the beginning of that. */
	static Mono<ClientResponse> read(ClientResponse response, int most) {
		if (!Exchanges.readsBody(response.headers().asHttpHeaders())) {
			return Mono.just(response);
		}
		return Mono.<Flux<DataBuffer>>create((sink) -> {
			BodyPrefix prefix = new BodyPrefix(sink, most);
			sink.onCancel(prefix);
			response.bodyToFlux(DataBuffer.class).subscribe(prefix);
		}).map((body) -> response.mutate().body((taken) -> body).build());
	}

	@Override
	protected void hookOnSubscribe(Subscription subscription) {
		request(1);
	}

	@Override
	protected void hookOnNext(DataBuffer buffer) {
		if (this.rest != null) {
			this.rest.emitNext(buffer, Sinks.EmitFailureHandler.FAIL_FAST);
			return;
		}
		this.read.add(buffer);
		this.bytes += buffer.readableByteCount();
		if (this.bytes <= this.most) {
			request(1);
			return;
		}
		Sinks.Many<DataBuffer> remaining = Sinks.many().unicast().onBackpressureBuffer();
		this.rest = remaining;
		this.sink.success(Flux.fromIterable(this.read)
			.concatWith(remaining.asFlux().doOnRequest(this::request).doOnCancel(this::cancel)));
	}

	@Override
	protected void hookOnComplete() {
		if (this.rest != null) {
			this.rest.emitComplete(Sinks.EmitFailureHandler.FAIL_FAST);
		}
		else {
			this.sink.success(Flux.fromIterable(this.read));
		}
	}

	@Override
	protected void hookOnError(Throwable failure) {
		if (this.rest != null) {
			this.rest.emitError(failure, Sinks.EmitFailureHandler.FAIL_FAST);
		}
		else {
			release();
			this.sink.error(failure);
		}
	}

	@Override
	protected void hookOnCancel() {
		if (this.rest == null) {
			release();
		}
	}

	private void release() {
		this.read.forEach(DataBufferUtils::release);
		this.read.clear();
	}

}
