package io.alwayson.health.http;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

import org.jspecify.annotations.Nullable;

/**
 * The beginning of a body, as text; the connection is given up where it goes on. Unlike
 * reads of the client's input stream, which in Java 17 nothing interrupts, waiting for it
 * ends when the caller is interrupted.
 */
final class BoundedBody implements HttpResponse.BodySubscriber<String> {

	private final int limit;

	private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

	private final CompletableFuture<String> body = new CompletableFuture<>();

	private Flow.@Nullable Subscription subscription;

	private BoundedBody(int limit) {
		this.limit = limit;
	}

	static HttpResponse.BodyHandler<String> of(int limit) {
		return (response) -> new BoundedBody(limit);
	}

	@Override
	public CompletionStage<String> getBody() {
		return this.body;
	}

	@Override
	public void onSubscribe(Flow.Subscription subscription) {
		this.subscription = subscription;
		subscription.request(Long.MAX_VALUE);
	}

	@Override
	public void onNext(List<ByteBuffer> buffers) {
		for (ByteBuffer buffer : buffers) {
			byte[] part = new byte[Math.min(buffer.remaining(), this.limit - this.bytes.size())];
			buffer.get(part);
			this.bytes.writeBytes(part);
		}
		if (this.bytes.size() == this.limit && this.subscription != null) {
			this.subscription.cancel();
			onComplete();
		}
	}

	@Override
	public void onError(Throwable failure) {
		this.body.completeExceptionally(failure);
	}

	@Override
	public void onComplete() {
		this.body.complete(this.bytes.toString(StandardCharsets.UTF_8));
	}

}
