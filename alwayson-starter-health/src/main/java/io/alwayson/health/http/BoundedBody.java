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
 * The beginning of a body, as text. The connection is closed with the last byte that is
 * wanted, whether the body ends there or goes on; only at the end of a chunked one, which
 * is not known before, is it kept. Unlike reads of the client's input stream, which in
 * Java 17 nothing interrupts, waiting for it ends when the caller is interrupted.
 */
final class BoundedBody implements HttpResponse.BodySubscriber<String> {

	private final int limit;

	private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

	private final CompletableFuture<String> body = new CompletableFuture<>();

	private Flow.@Nullable Subscription subscription;

	private BoundedBody(int limit) {
		this.limit = limit;
	}

	static HttpResponse.BodySubscriber<String> of(HttpResponse.ResponseInfo response, int limit) {
		long length = response.headers().firstValueAsLong("Content-Length").orElse(limit);
		return new BoundedBody((int) Math.min(limit, Math.max(0, length)));
	}

	@Override
	public CompletionStage<String> getBody() {
		return this.body;
	}

	@Override
	public void onSubscribe(Flow.Subscription subscription) {
		this.subscription = subscription;
		if (!isAll()) {
			subscription.request(Long.MAX_VALUE);
		}
	}

	@Override
	public void onNext(List<ByteBuffer> buffers) {
		for (ByteBuffer buffer : buffers) {
			byte[] part = new byte[Math.min(buffer.remaining(), this.limit - this.bytes.size())];
			buffer.get(part);
			this.bytes.writeBytes(part);
		}
		isAll();
	}

	private boolean isAll() {
		boolean all = this.bytes.size() == this.limit;
		if (all && this.subscription != null) {
			this.subscription.cancel();
			onComplete();
		}
		return all;
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
