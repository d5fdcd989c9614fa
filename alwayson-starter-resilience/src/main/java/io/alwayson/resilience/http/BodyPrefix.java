package io.alwayson.resilience.http;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.alwayson.resilience.Alarm;
import io.alwayson.resilience.Corridor;
import io.alwayson.workload.context.Deadline;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.publisher.Operators;
import reactor.core.publisher.Sinks;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.web.reactive.function.client.ClientResponse;

/**
 * Reads a body, or the beginning of a long one, before its response is handed on. One
 * buffer at a time is asked for until then; afterwards the reader of the rest asks, and
 * is kept waiting for so long at most. The attempt may be given up at the moment in which
 * the beginning is complete: whoever comes first, its reader or its end, has the buffers.
 */
final class BodyPrefix extends BaseSubscriber<DataBuffer> {

	private static final Sinks.EmitFailureHandler PATIENT = Sinks.EmitFailureHandler.busyLooping(Duration.ofSeconds(1));

	private final MonoSink<Flux<DataBuffer>> sink;

	private final int most;

	private final Corridor corridor;

	private final Sinks.Many<DataBuffer> rest = Sinks.many().unicast().onBackpressureBuffer();

	// Guarded by this.

	private final List<DataBuffer> read = new ArrayList<>();

	private int bytes;

	private boolean taken;

	private boolean givenUp;

	private long asked;

	private @Nullable Alarm idle;

	/** The subscriber's own: whether the beginning is handed on. */
	private boolean complete;

	private BodyPrefix(MonoSink<Flux<DataBuffer>> sink, int most, Corridor corridor) {
		this.sink = sink;
		this.most = most;
		this.corridor = corridor;
	}

	/** The response with its body read, or the beginning of that. */
	static Mono<ClientResponse> read(ClientResponse response, int most, Corridor corridor) {
		if (!Exchanges.readsBody(response.headers().asHttpHeaders())) {
			return Mono.just(response);
		}
		return read(response.bodyToFlux(DataBuffer.class), most, corridor)
			.map((body) -> response.mutate().body((consumed) -> body).build());
	}

	static Mono<Flux<DataBuffer>> read(Flux<DataBuffer> body, int most, Corridor corridor) {
		return Mono.create((sink) -> {
			BodyPrefix prefix = new BodyPrefix(sink, most, corridor);
			sink.onCancel(prefix::giveUp);
			body.subscribe(prefix);
		});
	}

	@Override
	protected void hookOnSubscribe(Subscription subscription) {
		request(1);
	}

	@Override
	protected void hookOnNext(DataBuffer buffer) {
		if (this.complete) {
			arrived();
			if (this.rest.tryEmitNext(buffer).isFailure()) {
				// Its reader has gone, or was told that it waited too long.
				DataBufferUtils.release(buffer);
			}
			return;
		}
		if (!keep(buffer)) {
			request(1);
			return;
		}
		this.complete = true;
		this.sink.success(Flux.defer(() -> take(this.rest.asFlux().doOnRequest(this::ask))));
	}

	/** Returns whether there is enough of it. */
	private synchronized boolean keep(DataBuffer buffer) {
		if (this.givenUp) {
			DataBufferUtils.release(buffer);
			return false;
		}
		this.read.add(buffer);
		this.bytes += buffer.readableByteCount();
		return this.bytes > this.most;
	}

	private synchronized Flux<DataBuffer> take(Flux<DataBuffer> following) {
		if (this.givenUp) {
			return Flux
				.error(new IOException("the attempt at '" + this.corridor.dependency().name() + "' was given up"));
		}
		this.taken = true;
		return Flux.fromIterable(this.read)
			.concatWith(following)
			.doOnDiscard(DataBuffer.class, DataBufferUtils::release)
			.doOnCancel(this::leave);
	}

	@Override
	protected void hookOnComplete() {
		if (this.complete) {
			over();
			this.rest.emitComplete(PATIENT);
		}
		else {
			this.complete = true;
			this.sink.success(Flux.defer(() -> take(Flux.empty())));
		}
	}

	@Override
	protected void hookOnError(Throwable failure) {
		if (this.complete) {
			over();
			this.rest.emitError(failure, PATIENT);
		}
		else {
			giveUp();
			this.sink.error(failure);
		}
	}

	/** Nobody will take it any more, unless somebody has. */
	private void giveUp() {
		synchronized (this) {
			if (!this.taken && !this.givenUp) {
				this.givenUp = true;
				this.read.forEach(DataBufferUtils::release);
				this.read.clear();
			}
		}
		cancel();
	}

	/** The reader wants more: from now on it is kept waiting. */
	private void ask(long buffers) {
		synchronized (this) {
			this.asked = Operators.addCap(this.asked, buffers);
			arm();
		}
		request(buffers);
	}

	private void arm() {
		if (this.idle == null && this.asked > 0) {
			this.idle = this.corridor.alarm(Deadline.after(Exchanges.IDLE, this.corridor.now()), this::stop);
		}
	}

	/** It waits no more, or anew for the next one. */
	private synchronized void arrived() {
		disarm();
		if (this.asked != Long.MAX_VALUE) {
			this.asked--;
		}
		arm();
	}

	private void disarm() {
		if (this.idle != null) {
			this.idle.end();
			this.idle = null;
		}
	}

	private synchronized void over() {
		this.asked = 0;
		disarm();
	}

	private void leave() {
		over();
		cancel();
	}

	/** Nothing came for too long. */
	private void stop() {
		leave();
		this.rest.emitError(new IOException("'" + this.corridor.dependency().name() + "' sent nothing for "
				+ Exchanges.IDLE.toSeconds() + " s in the middle of a body"), PATIENT);
	}

}
