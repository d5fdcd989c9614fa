package io.alwayson.telemetry.metrics;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.alwayson.telemetry.TelemetryNames;
import io.alwayson.workload.UserFlow;
import io.alwayson.workload.Workload;
import io.alwayson.workload.context.FlowOutcome;
import io.alwayson.workload.context.FlowOutcomeListener;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.jspecify.annotations.Nullable;

/**
 * Counts and times the requests of each declared flow. Every series exists from the
 * start, so that a rate over the first failure is right.
 */
public final class FlowMetrics implements MeterBinder, FlowOutcomeListener {

	private final Workload workload;

	private final List<Map<String, Meters>> bound = new CopyOnWriteArrayList<>();

	/** Creates the meters of the declared flows. */
	public FlowMetrics(Workload workload) {
		this.workload = workload;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		this.bound.add(this.workload.flows()
			.values()
			.stream()
			.collect(Collectors.toUnmodifiableMap(UserFlow::name, (flow) -> Meters.of(registry, flow))));
	}

	@Override
	public void onFlowOutcome(FlowOutcome outcome) {
		for (Map<String, Meters> flows : this.bound) {
			Meters meters = flows.get(outcome.flow());
			if (meters != null) {
				(outcome.good() ? meters.good() : meters.bad()).record(outcome.duration());
			}
		}
	}

	private record Meters(Series good, Series bad) {

		static Meters of(MeterRegistry registry, UserFlow flow) {
			Function<String, Series> series = (outcome) -> Series.of(registry, flow, outcome);
			return new Meters(series.apply("good"), series.apply("bad"));
		}

	}

	private record Series(Counter requests, Timer duration) {

		static Series of(MeterRegistry registry, UserFlow flow, String outcome) {
			Tags tags = Tags.of("flow", flow.name(), "outcome", outcome);
			Duration objective = latencyOf(flow);
			return new Series(
					Counter.builder(TelemetryNames.FLOW_REQUESTS)
						.description("Requests of a user flow")
						.tags(tags)
						.register(registry),
					Timer.builder(TelemetryNames.FLOW_DURATION)
						.description("Time until the response was complete")
						.tags(tags)
						.serviceLevelObjectives((objective != null) ? new Duration[] { objective } : new Duration[0])
						.register(registry));
		}

		private static @Nullable Duration latencyOf(UserFlow flow) {
			return (flow.objective() != null) ? flow.objective().latency() : null;
		}

		void record(Duration taken) {
			this.requests.increment();
			this.duration.record(taken);
		}

	}

}
