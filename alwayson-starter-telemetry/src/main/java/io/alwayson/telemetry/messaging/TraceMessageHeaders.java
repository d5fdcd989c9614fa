package io.alwayson.telemetry.messaging;

import java.util.function.BiConsumer;
import java.util.function.Supplier;

import io.alwayson.telemetry.RequestLabel;
import io.alwayson.telemetry.TelemetryNames;
import io.alwayson.workload.context.MessageHeaders;
import io.micrometer.tracing.TraceContext;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.propagation.Propagator;
import org.jspecify.annotations.Nullable;

/**
 * The correlation id and the trace of the thread that sends a message, under the names
 * that they have in requests.
 */
public final class TraceMessageHeaders implements MessageHeaders {

	private final Supplier<@Nullable Tracer> tracer;

	private final Supplier<@Nullable Propagator> propagator;

	/**
	 * Creates the headers.
	 * @param tracer knows the current trace; {@code null} where nothing is traced
	 * @param propagator writes it
	 */
	public TraceMessageHeaders(Supplier<@Nullable Tracer> tracer, Supplier<@Nullable Propagator> propagator) {
		this.tracer = tracer;
		this.propagator = propagator;
	}

	@Override
	public void addTo(BiConsumer<String, String> headers) {
		String id = RequestLabel.CORRELATION_ID.get();
		if (id != null) {
			headers.accept(TelemetryNames.CORRELATION_HEADER, id);
		}
		Tracer known = this.tracer.get();
		Propagator writer = this.propagator.get();
		TraceContext context = (known != null) ? known.currentTraceContext().context() : null;
		if (context != null && writer != null) {
			writer.inject(context, headers, (carrier, name, value) -> headers.accept(name, value));
		}
	}

}
