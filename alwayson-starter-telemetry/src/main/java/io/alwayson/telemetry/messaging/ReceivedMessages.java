package io.alwayson.telemetry.messaging;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

import io.alwayson.telemetry.CorrelationIds;
import io.alwayson.telemetry.RequestLabel;
import io.alwayson.telemetry.TelemetryNames;
import io.alwayson.telemetry.TraceHeaders;
import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.ReceiverContext;
import io.micrometer.tracing.handler.TracingObservationHandler.TracingContext;
import org.jspecify.annotations.Nullable;

/**
 * Has the work on a message that was received go on in the trace of whoever sent it, with
 * its correlation id:
 * {@code messages.process("orders", message.getApplicationProperties(),
 * () -> handle(message))}. Thread-safe.
 */
public final class ReceivedMessages {

	private final ObservationRegistry observations;

	private final CorrelationIds ids;

	/**
	 * Creates it.
	 * @param ids decide which correlation ids are taken over
	 */
	public ReceivedMessages(ObservationRegistry observations, CorrelationIds ids) {
		this.observations = observations;
		this.ids = ids;
	}

	/**
	 * Works on a message on the calling thread, as a span {@code process <destination>}.
	 * @param destination queue, topic or event hub; one of few
	 * @param properties of the message, as its sender said them; what is malformed counts
	 * as absent
	 * @param work its result and its exception come out as they are
	 * @return what the work returned
	 */
	public <T extends @Nullable Object> T process(String destination, Map<String, ?> properties, Callable<T> work)
			throws Exception {
		TraceHeaders trace = TraceHeaders.of(values(properties, TraceHeaders.TRACEPARENT),
				values(properties, TraceHeaders.TRACESTATE));
		ReceiverContext<TraceHeaders> context = new ReceiverContext<>(ReceivedMessages::header, Kind.CONSUMER);
		context.setCarrier(trace);
		return Observation.createNotStarted(TelemetryNames.MESSAGES, () -> context, this.observations)
			.contextualName("process " + destination)
			.lowCardinalityKeyValue("messaging.destination.name", destination)
			.lowCardinalityKeyValue("messaging.operation.type", "process")
			.observeChecked(() -> {
				String id = this.ids.resolve(values(properties, TelemetryNames.CORRELATION_HEADER), traceId(context));
				context.addHighCardinalityKeyValue(KeyValue.of(TelemetryNames.CORRELATION_ID, id));
				return labelled(id, work);
			});
	}

	private static <T extends @Nullable Object> T labelled(String id, Callable<T> work) throws Exception {
		String before = RequestLabel.CORRELATION_ID.get();
		RequestLabel.CORRELATION_ID.set(id);
		try {
			return work.call();
		}
		finally {
			RequestLabel.CORRELATION_ID.set(before);
		}
	}

	private static @Nullable String header(TraceHeaders trace, String name) {
		return switch (name) {
			case TraceHeaders.TRACEPARENT -> trace.traceparent();
			case TraceHeaders.TRACESTATE -> trace.tracestate();
			default -> null;
		};
	}

	private static List<String> values(Map<String, ?> properties, String name) {
		Object value = properties.get(name);
		return (value != null) ? List.of(value.toString()) : List.of();
	}

	private static @Nullable String traceId(Observation.Context context) {
		TracingContext tracing = context.get(TracingContext.class);
		return (tracing != null && tracing.getSpan() != null) ? tracing.getSpan().context().traceId() : null;
	}

}
