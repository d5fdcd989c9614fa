package io.alwayson.workload.context;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

import io.micrometer.context.ThreadLocalAccessor;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Carries what an application writes into the MDC over threads and into Reactor, found by
 * Micrometer's context propagation through {@link java.util.ServiceLoader}. Entries that
 * belong to somebody who carries them himself are left alone: the ids of a span follow
 * the current observation, and Micrometer's own accessor of the whole MDC would write
 * those of an outer span over them.
 */
public final class MdcAccessor implements ThreadLocalAccessor<Map<String, String>> {

	/** In a snapshot and in Reactor's context. */
	static final String KEY = "alwayson.mdc";

	private static final Set<String> CARRIED_BY_OTHERS = Set.of("traceId", "spanId", "correlationId", "flow",
			WorkloadContext.PROBE_LINES);

	@Override
	public Object key() {
		return KEY;
	}

	@Override
	public @Nullable Map<String, String> getValue() {
		Map<String, String> entries = entries();
		return entries.isEmpty() ? null : entries;
	}

	@Override
	public void setValue(Map<String, String> value) {
		restore();
		value.forEach(MDC::put);
	}

	/** Reactor knows of none: those that the thread has stay. */
	@Override
	public void setValue() {
	}

	@Override
	public void restore() {
		entries().keySet().forEach(MDC::remove);
	}

	private static Map<String, String> entries() {
		Map<String, String> all = MDC.getCopyOfContextMap();
		if (all == null) {
			return Map.of();
		}
		Map<String, String> entries = new HashMap<>(all);
		CARRIED_BY_OTHERS.forEach(entries::remove);
		return entries;
	}

}
