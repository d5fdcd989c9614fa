package io.alwayson.resilience.http;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.client.ClientHttpResponse;

/**
 * A response that a fallback gave in place of a server, as {@code RestClient} wants it.
 *
 * @param status its status
 * @param headers its headers, with a content type where there is a body
 * @param body its body, maybe empty
 */
record FallbackResponse(HttpStatusCode status, HttpHeaders headers, byte[] body) implements ClientHttpResponse {

	/**
	 * Reads what a fallback gave.
	 * @throws IllegalArgumentException if that is no response
	 */
	static FallbackResponse of(@Nullable Object answer) {
		if (!(answer instanceof ResponseEntity<?> entity)) {
			throw new IllegalArgumentException("for an HTTP client it has to be a ResponseEntity, and is "
					+ ((answer != null) ? answer.getClass().getName() : "null"));
		}
		HttpHeaders headers = new HttpHeaders(entity.getHeaders());
		Object body = entity.getBody();
		byte[] bytes = bytes(body);
		if (headers.getContentType() == null && body != null) {
			headers.setContentType((body instanceof String)
					? new MediaType(MediaType.TEXT_PLAIN, StandardCharsets.UTF_8) : MediaType.APPLICATION_OCTET_STREAM);
		}
		headers.setContentLength(bytes.length);
		return new FallbackResponse(entity.getStatusCode(), headers, bytes);
	}

	private static byte[] bytes(@Nullable Object body) {
		if (body == null) {
			return new byte[0];
		}
		if (body instanceof byte[] bytes) {
			return bytes;
		}
		if (body instanceof String text) {
			return text.getBytes(StandardCharsets.UTF_8);
		}
		throw new IllegalArgumentException(
				"the body of its ResponseEntity has to be text or bytes, and is a " + body.getClass().getName());
	}

	@Override
	public HttpStatusCode getStatusCode() {
		return this.status;
	}

	@Override
	public String getStatusText() {
		return (this.status instanceof HttpStatus known) ? known.getReasonPhrase() : "";
	}

	@Override
	public HttpHeaders getHeaders() {
		return this.headers;
	}

	@Override
	public InputStream getBody() {
		return new ByteArrayInputStream(this.body);
	}

	@Override
	public void close() {
		// Nothing is held.
	}

}
