package io.alwayson.telemetry.http;

import io.alwayson.telemetry.RequestLabel;
import io.alwayson.telemetry.TelemetryNames;
import io.alwayson.workload.DeclaredOrigins;

import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpRequestInitializer;

/**
 * Passes the correlation id on with the requests of a {@code RestClient} or a
 * {@code RestTemplate} to declared dependencies, and to nobody else: it may tell a
 * stranger who his neighbours are. An initializer, because an interceptor would have
 * every request body buffered.
 */
public final class CorrelationRequestInitializer implements ClientHttpRequestInitializer {

	private final DeclaredOrigins origins;

	/** Creates the initializer. */
	public CorrelationRequestInitializer(DeclaredOrigins origins) {
		this.origins = origins;
	}

	@Override
	public void initialize(ClientHttpRequest request) {
		String id = RequestLabel.CORRELATION_ID.get();
		if (id != null && this.origins.find(request.getURI()) != null
				&& !request.getHeaders().containsHeader(TelemetryNames.CORRELATION_HEADER)) {
			request.getHeaders().set(TelemetryNames.CORRELATION_HEADER, id);
		}
	}

}
