package io.alwayson.resilience.azure;

import java.nio.ByteBuffer;
import java.nio.charset.Charset;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.util.CoreUtils;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A response with its body. A small one is read in the attempt that asked for it: one
 * that stops, drips or breaks off is a failure like any other.
 */
final class HeldResponse extends HttpResponse {

	/** Of a response's body so much is part of the attempt that asks for it. */
	static final int BODY_OF_ATTEMPT = 256 * 1024;

	private final int status;

	private final HttpHeaders headers;

	private final byte[] body;

	private final boolean remembered;

	HeldResponse(HttpRequest request, int status, HttpHeaders headers, byte[] body) {
		this(request, status, headers, body, false);
	}

	private HeldResponse(HttpRequest request, int status, HttpHeaders headers, byte[] body, boolean remembered) {
		super(request);
		this.status = status;
		this.headers = headers;
		this.body = body;
		this.remembered = remembered;
	}

	/** Reads the body now, unless it is large or its length is not known. */
	static HttpResponse of(HttpResponse response) {
		return isSmall(response) ? held(response, response.getBodyAsBinaryData().toBytes()) : response;
	}

	/** The same without a thread. */
	static Mono<HttpResponse> ofLater(HttpResponse response) {
		return isSmall(response)
				? response.getBodyAsByteArray().defaultIfEmpty(new byte[0]).map((body) -> held(response, body))
				: Mono.just(response);
	}

	private static HttpResponse held(HttpResponse response, byte[] body) {
		return new HeldResponse(response.getRequest(), response.getStatusCode(), response.getHeaders(), body);
	}

	private static boolean isSmall(HttpResponse response) {
		if (response.getRequest().getHttpMethod() == HttpMethod.HEAD) {
			// Its length is that of what it does not have.
			return false;
		}
		String length = response.getHeaders().getValue(HttpHeaderName.CONTENT_LENGTH);
		try {
			return length != null && Long.parseLong(length) <= BODY_OF_ATTEMPT;
		}
		catch (NumberFormatException ex) {
			return false;
		}
	}

	/** The same in answer to another request. */
	HeldResponse remembered(HttpRequest by) {
		return new HeldResponse(by, this.status, this.headers, this.body, true);
	}

	/** Whether it came before. */
	boolean isRemembered() {
		return this.remembered;
	}

	@Override
	public int getStatusCode() {
		return this.status;
	}

	@Override
	@Deprecated
	public @Nullable String getHeaderValue(String name) {
		return this.headers.getValue(HttpHeaderName.fromString(name));
	}

	@Override
	public HttpHeaders getHeaders() {
		return this.headers;
	}

	@Override
	public Flux<ByteBuffer> getBody() {
		return Flux.defer(() -> Flux.just(ByteBuffer.wrap(this.body).asReadOnlyBuffer()));
	}

	@Override
	public Mono<byte[]> getBodyAsByteArray() {
		return Mono.fromSupplier(this.body::clone);
	}

	@Override
	public Mono<String> getBodyAsString() {
		return Mono.fromSupplier(
				() -> CoreUtils.bomAwareToString(this.body, this.headers.getValue(HttpHeaderName.CONTENT_TYPE)));
	}

	@Override
	public Mono<String> getBodyAsString(Charset charset) {
		return Mono.fromSupplier(() -> new String(this.body, charset));
	}

}
