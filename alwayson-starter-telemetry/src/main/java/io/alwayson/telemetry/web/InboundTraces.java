package io.alwayson.telemetry.web;

import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import java.util.function.Supplier;

import io.alwayson.telemetry.TraceHeaders;
import io.alwayson.workload.web.TrustedNetworks;
import org.jspecify.annotations.Nullable;

/**
 * Decides which trace a request belongs to. Whoever calls may say so, and may ask that it
 * is not sampled; that it is sampled only a trusted network may ask. Thread-safe.
 */
public final class InboundTraces {

	private final Predicate<String> sampled;

	private final TrustedNetworks trusted;

	private final LongAdder refused = new LongAdder();

	/**
	 * Creates the decisions.
	 * @param sampled whether a trace of that id would be sampled if it began here
	 * @param trusted whose decision about that is taken over
	 */
	public InboundTraces(Predicate<String> sampled, TrustedNetworks trusted) {
		this.sampled = sampled;
		this.trusted = trusted;
	}

	/**
	 * What a request says in place of its own headers, or {@code null} if those are good.
	 * @param traceparents all headers of that name
	 * @param tracestates likewise
	 * @param caller asked for only if it matters who it is
	 */
	@Nullable TraceHeaders inPlaceOf(List<String> traceparents, List<String> tracestates,
			Supplier<@Nullable InetAddress> caller) {
		if (traceparents.isEmpty() && tracestates.isEmpty()) {
			return null;
		}
		TraceHeaders believed = TraceHeaders.of(traceparents, tracestates);
		if (!traceparents.isEmpty() && believed.traceparent() == null
				|| tracestates.stream().anyMatch((value) -> !value.isBlank()) && believed.tracestate() == null) {
			this.refused.increment();
		}
		String traceId = believed.traceId();
		if (believed.isSampled() && traceId != null && !this.sampled.test(traceId)
				&& !this.trusted.contain(caller.get())) {
			believed = believed.unsampled();
		}
		return believed.areAll(traceparents, tracestates) ? null : believed;
	}

	/** Requests whose trace context was not taken over, or not all of it. */
	public long refused() {
		return this.refused.sum();
	}

}
