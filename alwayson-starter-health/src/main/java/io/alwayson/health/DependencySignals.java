package io.alwayson.health;

import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.alwayson.workload.Workload;
import io.alwayson.workload.context.DependencySignal;
import io.alwayson.workload.context.DependencySignalListener;
import org.jspecify.annotations.Nullable;

/**
 * What others than checks say about dependencies: an open breaker, a fallback in use.
 * Degrades until it is over, and never moves traffic.
 */
public final class DependencySignals implements DependencySignalListener {

	/** Far more than there are reasons: a bound, should one ever hold a value. */
	private static final int MAX_REASONS = 16;

	private final InstantSource clock;

	private final Map<String, Map<String, Period>> signals = new LinkedHashMap<>();

	/** Hears about the dependencies of the workload; signals about others are ignored. */
	public DependencySignals(Workload workload, InstantSource clock) {
		this.clock = clock;
		workload.dependencies().keySet().forEach((name) -> this.signals.put(name, new ConcurrentHashMap<>()));
	}

	@Override
	public void onDependencySignal(DependencySignal signal) {
		Map<String, Period> reasons = this.signals.get(signal.dependency());
		if (reasons == null || (reasons.size() >= MAX_REASONS && !reasons.containsKey(signal.reason()))) {
			return;
		}
		Instant now = this.clock.instant();
		reasons.compute(signal.reason(), (reason, period) -> {
			if (!signal.until().isAfter(now)) {
				return null;
			}
			return new Period((period != null && period.until().isAfter(now)) ? period.since() : now, signal.until());
		});
	}

	/** The evidence with what is signalled about the component, if that is worse. */
	Evidence on(String component, Evidence evidence, Instant now) {
		Map<String, Period> reasons = this.signals.get(component);
		if (reasons == null || reasons.isEmpty() || evidence.state() == HealthState.UNHEALTHY
				|| evidence.state() == HealthState.DEGRADED) {
			return evidence;
		}
		reasons.values().removeIf((period) -> !period.until().isAfter(now));
		Map.Entry<String, Period> oldest = oldest(reasons);
		return (oldest == null) ? evidence
				: new Evidence(HealthState.DEGRADED, false, oldest.getKey(), oldest.getValue().since());
	}

	private static Map.@Nullable Entry<String, Period> oldest(Map<String, Period> reasons) {
		Map.Entry<String, Period> oldest = null;
		for (Map.Entry<String, Period> entry : reasons.entrySet()) {
			if (oldest == null || entry.getValue().since().isBefore(oldest.getValue().since())) {
				oldest = entry;
			}
		}
		return oldest;
	}

	private record Period(Instant since, Instant until) {
	}

}
