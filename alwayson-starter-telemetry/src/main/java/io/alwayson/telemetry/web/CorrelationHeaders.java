package io.alwayson.telemetry.web;

import java.util.List;
import java.util.function.BiConsumer;

import io.alwayson.telemetry.CorrelationIds;
import io.alwayson.telemetry.StampIdentity;
import io.alwayson.telemetry.TelemetryNames;
import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import io.micrometer.tracing.handler.TracingObservationHandler.TracingContext;
import org.jspecify.annotations.Nullable;

/**
 * What servlet and reactive filters have in common: finds the id of a request, and writes
 * the headers of the response.
 */
public final class CorrelationHeaders {

	private final CorrelationIds ids;

	private final String serverName;

	private final String serverLocation;

	/** Creates the headers of a stamp. */
	public CorrelationHeaders(CorrelationIds ids, StampIdentity identity) {
		this.ids = ids;
		this.serverName = printable(identity.host());
		this.serverLocation = printable(identity.stamp().region());
	}

	/**
	 * The id of a request, also on the server's span.
	 * @param observation of the request, or {@code null} where it is not observed
	 */
	String resolve(List<String> received, Observation.@Nullable Context observation) {
		String id = this.ids.resolve(received, traceId(observation));
		if (observation != null) {
			observation.addHighCardinalityKeyValue(KeyValue.of(TelemetryNames.CORRELATION_ID, id));
		}
		return id;
	}

	void write(String id, BiConsumer<String, String> headers) {
		headers.accept(TelemetryNames.CORRELATION_HEADER, id);
		headers.accept(TelemetryNames.SERVER_NAME_HEADER, this.serverName);
		headers.accept(TelemetryNames.SERVER_LOCATION_HEADER, this.serverLocation);
	}

	private static @Nullable String traceId(Observation.@Nullable Context observation) {
		TracingContext tracing = (observation != null) ? observation.get(TracingContext.class) : null;
		return (tracing != null && tracing.getSpan() != null) ? tracing.getSpan().context().traceId() : null;
	}

	private static String printable(String value) {
		return value.replaceAll("[^ -~]", "?");
	}

}
