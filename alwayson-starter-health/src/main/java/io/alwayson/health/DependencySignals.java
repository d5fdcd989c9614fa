package io.alwayson.health;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

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

	/** Renewed long before: whoever says more than this has lost count. */
	private static final Duration LONGEST = Duration.ofDays(1);

	private final InstantSource clock;

	private final LongSupplier nanoTime;

	private final Map<String, Map<String, Period>> signals = new LinkedHashMap<>();

	/**
	 * Hears about the dependencies of the workload; signals about others are ignored.
	 * @param workload what is declared
	 * @param clock tells the time of day
	 * @param nanoTime tells time that only moves forward, as {@link System#nanoTime()}
	 */
	public DependencySignals(Workload workload, InstantSource clock, LongSupplier nanoTime) {
		this.clock = clock;
		this.nanoTime = nanoTime;
		workload.dependencies().keySet().forEach((name) -> this.signals.put(name, new ConcurrentHashMap<>()));
	}

	@Override
	public void onDependencySignal(DependencySignal signal) {
		Map<String, Period> reasons = this.signals.get(signal.dependency());
		String code = Reasons.code(signal.reason());
		if (reasons == null || (reasons.size() >= MAX_REASONS && !reasons.containsKey(code))) {
			return;
		}
		Instant now = this.clock.instant();
		Duration rest = Duration.between(now, signal.until());
		long nanos = this.nanoTime.getAsLong();
		reasons.compute(code, (reason, period) -> {
			if (rest.isNegative() || rest.isZero()) {
				return null;
			}
			Instant since = (period != null && !period.isOver(nanos)) ? period.since() : now;
			return new Period(since, nanos + ((rest.compareTo(LONGEST) < 0) ? rest : LONGEST).toNanos());
		});
	}

	/** What is signalled about the component, the oldest first. */
	Evidence evidence(String component) {
		Map<String, Period> reasons = this.signals.get(component);
		if (reasons == null || reasons.isEmpty()) {
			return Evidence.HEALTHY;
		}
		long now = this.nanoTime.getAsLong();
		reasons.values().removeIf((period) -> period.isOver(now));
		Map.Entry<String, Period> oldest = oldest(reasons);
		return (oldest == null) ? Evidence.HEALTHY
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

	/** Ends on the clock that nobody sets: a jump of the time of day must not keep it. */
	private record Period(Instant since, long endsAt) {

		boolean isOver(long now) {
			return this.endsAt - now <= 0;
		}

	}

}
