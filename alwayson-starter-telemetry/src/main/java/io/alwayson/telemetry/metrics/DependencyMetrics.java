package io.alwayson.telemetry.metrics;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

import io.alwayson.telemetry.TelemetryNames;
import io.alwayson.workload.Workload;
import io.alwayson.workload.context.CallOutcome;
import io.alwayson.workload.context.CallOutcomeListener;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * Counts and times attempts at declared dependencies, from the same outcomes that the
 * health of the stamp is judged by. Thread-safe.
 */
public final class DependencyMetrics implements MeterBinder, CallOutcomeListener {

	/** Where a tag must be there and the client does not know. */
	private static final String NOBODY = "none";

	private final Set<String> declared;

	private final List<MeterProvider<Timer>> bound = new CopyOnWriteArrayList<>();

	/** Creates the meters of the declared dependencies. */
	public DependencyMetrics(Workload workload) {
		this.declared = workload.dependencies().keySet();
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		this.bound.add(Timer.builder(TelemetryNames.DEPENDENCY_ATTEMPTS)
			.description("Attempts at a declared dependency")
			.withRegistry(registry));
	}

	@Override
	public void onCallOutcome(CallOutcome outcome) {
		if (this.declared.contains(outcome.dependency())) {
			Tags tags = Tags.of("dependency", outcome.dependency(), "operation", lower(outcome.operation()), "region",
					(outcome.region() != null) ? outcome.region() : NOBODY, "outcome", lower(outcome.result()),
					"attempt", kind(outcome), "retry.owner", outcome.retryOwner());
			this.bound.forEach((timers) -> timers.withTags(tags).record(outcome.duration()));
		}
	}

	private static String kind(CallOutcome outcome) {
		if (outcome.hedge()) {
			return "hedge";
		}
		return (outcome.attempt() > 1) ? "retry" : "first";
	}

	private static String lower(Enum<?> value) {
		return value.name().toLowerCase(Locale.ROOT);
	}

}
