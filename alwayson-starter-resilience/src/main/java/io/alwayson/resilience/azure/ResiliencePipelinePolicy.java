package io.alwayson.resilience.azure;

import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpPipeline;
import com.azure.core.http.HttpPipelineCallContext;
import com.azure.core.http.HttpPipelineNextPolicy;
import com.azure.core.http.HttpPipelineNextSyncPolicy;
import com.azure.core.http.HttpPipelinePosition;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.http.policy.HttpPipelinePolicy;
import com.azure.core.util.BinaryData;
import io.alwayson.resilience.AttemptTimeoutException;
import io.alwayson.resilience.CallRejectedException;
import io.alwayson.resilience.CallType;
import io.alwayson.resilience.Corridor;
import io.alwayson.resilience.Fault;
import io.alwayson.resilience.Operation;
import io.alwayson.resilience.reactor.ReactiveOperation;
import io.alwayson.resilience.reactor.ReactorDriver;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The one owner of retries in the pipeline of an Azure client: each attempt is a clone of
 * the rest of the pipeline, with a copy of the request as it was. The client's own
 * retries must be off.
 */
final class ResiliencePipelinePolicy implements HttpPipelinePolicy {

	/** The block size of the storage clients. */
	static final int MAX_BUFFERED = 4 * 1024 * 1024;

	private final Function<HttpRequest, Corridor> corridors;

	private final UnaryOperator<RuntimeException> thrown;

	private ResiliencePipelinePolicy(Function<HttpRequest, Corridor> corridors,
			UnaryOperator<RuntimeException> thrown) {
		this.corridors = corridors;
		this.thrown = thrown;
	}

	/**
	 * A policy for most clients.
	 * @param corridors the way that a request takes
	 */
	static ResiliencePipelinePolicy of(Function<HttpRequest, Corridor> corridors) {
		return new ResiliencePipelinePolicy(corridors, UnaryOperator.identity());
	}

	/**
	 * A policy for the storage clients: they take every exception but their own for a
	 * wrapper and throw its cause.
	 */
	static ResiliencePipelinePolicy ofStorage(Function<HttpRequest, Corridor> corridors) {
		return new ResiliencePipelinePolicy(corridors, CompletionException::new);
	}

	/** Whether such a policy is in a pipeline. */
	static boolean isIn(HttpPipeline pipeline) {
		return IntStream.range(0, pipeline.getPolicyCount())
			.anyMatch((index) -> pipeline.getPolicy(index) instanceof ResiliencePipelinePolicy);
	}

	@Override
	public HttpPipelinePosition getPipelinePosition() {
		return HttpPipelinePosition.PER_CALL;
	}

	@Override
	public HttpResponse processSync(HttpPipelineCallContext context, HttpPipelineNextSyncPolicy next) {
		HttpRequest request = context.getHttpRequest();
		if (isWorthBuffering(request)) {
			request.setBody(request.getBodyAsBinaryData().toReplayableBinaryData());
		}
		Corridor corridor = this.corridors.apply(request);
		try {
			return corridor.call(typeOf(request), new SyncAttempts(corridor, context, next, request));
		}
		catch (CallRejectedException | AttemptTimeoutException ex) {
			throw this.thrown.apply(ex);
		}
	}

	@Override
	public Mono<HttpResponse> process(HttpPipelineCallContext context, HttpPipelineNextPolicy next) {
		HttpRequest request = context.getHttpRequest();
		Corridor corridor = this.corridors.apply(request);
		Mono<HttpResponse> call = Mono.defer(() -> new ReactorDriver(corridor).call(typeOf(request),
				new AsyncAttempts(corridor, context, next, request)));
		if (!isWorthBuffering(request)) {
			return call;
		}
		return request.getBodyAsBinaryData().toReplayableBinaryDataAsync().doOnNext(request::setBody).then(call);
	}

	/**
	 * Storage clients stream even what they have in memory: what is small can be sent
	 * again.
	 */
	private static boolean isWorthBuffering(HttpRequest request) {
		BinaryData body = request.getBodyAsBinaryData();
		if (body == null || body.isReplayable()) {
			return false;
		}
		String length = request.getHeaders().getValue(HttpHeaderName.CONTENT_LENGTH);
		try {
			return length != null && Long.parseLong(length) <= MAX_BUFFERED;
		}
		catch (NumberFormatException ex) {
			return false;
		}
	}

	static CallType typeOf(HttpRequest request) {
		CallType type = switch (request.getHttpMethod()) {
			case GET, HEAD, OPTIONS, TRACE -> CallType.READ;
			case PUT, DELETE -> appends(request) ? CallType.WRITE : CallType.IDEMPOTENT_WRITE;
			default -> CallType.WRITE;
		};
		BinaryData body = request.getBodyAsBinaryData();
		return (body == null || body.isReplayable()) ? type : type.notReplayable();
	}

	/** A PUT that is not idempotent: done twice, the block is there twice. */
	private static boolean appends(HttpRequest request) {
		String query = request.getUrl().getQuery();
		return query != null && query.contains("comp=appendblock");
	}

	private static HttpResponse answered(@Nullable Object answer) {
		if (answer instanceof HttpResponse response) {
			return response;
		}
		throw new IllegalArgumentException("for an Azure client it has to be an HttpResponse, and is "
				+ ((answer != null) ? answer.getClass().getName() : "null"));
	}

	/** Attempts of a request on the calling thread. */
	private static final class SyncAttempts implements Operation<HttpResponse, RuntimeException> {

		private final Corridor corridor;

		private final HttpPipelineCallContext context;

		private final HttpPipelineNextSyncPolicy next;

		private final HttpRequest request;

		SyncAttempts(Corridor corridor, HttpPipelineCallContext context, HttpPipelineNextSyncPolicy next,
				HttpRequest request) {
			this.corridor = corridor;
			this.context = context;
			this.next = next;
			this.request = request;
		}

		@Override
		public HttpResponse run() {
			this.context.setHttpRequest(this.request.copy());
			return HeldResponse.of(this.next.clone().processSync());
		}

		@Override
		public @Nullable Fault faultIn(HttpResponse response) {
			return AzureFaults.in(response, this.corridor.instant());
		}

		@Override
		public void discard(HttpResponse response) {
			response.close();
		}

		@Override
		public HttpRequest request() {
			return this.request;
		}

		@Override
		public HttpResponse fromFallback(@Nullable Object answer) {
			return answered(answer);
		}

	}

	/** Attempts of a request without a thread. */
	private static final class AsyncAttempts implements ReactiveOperation<HttpResponse> {

		private final Corridor corridor;

		private final HttpPipelineCallContext context;

		private final HttpPipelineNextPolicy next;

		private final HttpRequest request;

		AsyncAttempts(Corridor corridor, HttpPipelineCallContext context, HttpPipelineNextPolicy next,
				HttpRequest request) {
			this.corridor = corridor;
			this.context = context;
			this.next = next;
			this.request = request;
		}

		@Override
		public Mono<HttpResponse> attempt() {
			this.context.setHttpRequest(this.request.copy());
			return this.next.clone().process().flatMap(HeldResponse::ofLater);
		}

		@Override
		public @Nullable Fault faultIn(HttpResponse response) {
			return AzureFaults.in(response, this.corridor.instant());
		}

		@Override
		public void discard(HttpResponse response) {
			response.close();
		}

		@Override
		public HttpRequest request() {
			return this.request;
		}

		@Override
		public HttpResponse fromFallback(@Nullable Object answer) {
			return answered(answer);
		}

	}

}
