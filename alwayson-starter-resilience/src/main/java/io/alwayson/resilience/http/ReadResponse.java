package io.alwayson.resilience.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;

import io.alwayson.resilience.Corridor;
import io.alwayson.workload.context.WorkloadContext;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.client.ClientHttpResponse;

/**
 * A response whose body, or the beginning of a long one, is here already: a body that
 * drips, stops or breaks off is a failure of the attempt, and not a surprise for whoever
 * reads it.
 */
final class ReadResponse implements ClientHttpResponse {

	private final ClientHttpResponse response;

	private final BodyStream wire;

	private final InputStream body;

	private ReadResponse(ClientHttpResponse response, BodyStream wire, byte[] prefix) {
		this.response = response;
		this.wire = wire;
		InputStream start = new ByteArrayInputStream(prefix);
		this.body = (prefix.length < Exchanges.BODY_OF_ATTEMPT) ? start : new SequenceInputStream(start, wire);
	}

	/** Reads within an attempt; what fails is closed. */
	static ClientHttpResponse of(ClientHttpResponse response, Corridor corridor) throws IOException {
		if (!Exchanges.readsBody(response.getHeaders())) {
			return response;
		}
		BodyStream wire = null;
		try {
			wire = new BodyStream(response.getBody(), corridor, WorkloadContext.current().deadline());
			return new ReadResponse(response, wire, wire.readPrefix(Exchanges.BODY_OF_ATTEMPT));
		}
		catch (IOException | RuntimeException ex) {
			if (wire != null) {
				wire.closeQuietly();
			}
			response.close();
			throw ex;
		}
	}

	@Override
	public HttpStatusCode getStatusCode() throws IOException {
		return this.response.getStatusCode();
	}

	@Override
	public String getStatusText() throws IOException {
		return this.response.getStatusText();
	}

	@Override
	public HttpHeaders getHeaders() {
		return this.response.getHeaders();
	}

	@Override
	public InputStream getBody() {
		return this.body;
	}

	/** The body first: clients read what is left of it before they close it. */
	@Override
	public void close() {
		this.wire.closeQuietly();
		this.response.close();
	}

}
