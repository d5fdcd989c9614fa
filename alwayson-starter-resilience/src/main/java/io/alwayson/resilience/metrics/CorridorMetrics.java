package io.alwayson.resilience.metrics;

import java.util.concurrent.TimeUnit;

import io.alwayson.resilience.Corridor;
import io.alwayson.resilience.Resilience;
import io.alwayson.resilience.ResilienceDescription;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * Gauges of the state that protection is in. Their names are a contract; the only tag is
 * the declared dependency. Nothing is paid for them by calls.
 */
public final class CorridorMetrics implements MeterBinder {

	/** Gauge by dependency: tokens left in the retry budget. */
	public static final String BUDGET = "alwayson.resilience.budget.tokens";

	/** Gauge by dependency: attempts that may be in flight. */
	public static final String LIMIT = "alwayson.resilience.limit";

	/** Gauge by dependency: attempts that are in flight. */
	public static final String IN_FLIGHT = "alwayson.resilience.in.flight";

	/** Gauge by dependency: time after which a slow first attempt gets company. */
	public static final String HEDGE_DELAY = "alwayson.resilience.hedge.delay";

	private static final String DEPENDENCY = "dependency";

	private final Resilience resilience;

	/** Creates the gauges of all declared dependencies. */
	public CorridorMetrics(Resilience resilience) {
		this.resilience = resilience;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		for (ResilienceDescription description : this.resilience.describe()) {
			bind(registry, description.dependency(), this.resilience.corridor(description.dependency()));
		}
	}

	private static void bind(MeterRegistry registry, String name, Corridor corridor) {
		Gauge.builder(BUDGET, corridor, Corridor::budget)
			.description("Retries that the budget could pay for")
			.tag(DEPENDENCY, name)
			.register(registry);
		Gauge.builder(IN_FLIGHT, corridor, (state) -> state.limit().inFlight())
			.description("Attempts that are in flight")
			.tag(DEPENDENCY, name)
			.register(registry);
		if (corridor.limit().limit() != Integer.MAX_VALUE) {
			Gauge.builder(LIMIT, corridor, (state) -> state.limit().limit())
				.description("Attempts that may be in flight")
				.tag(DEPENDENCY, name)
				.register(registry);
		}
		if (corridor.dependency().resilience().hedge() != null) {
			TimeGauge.builder(HEDGE_DELAY, corridor, TimeUnit.NANOSECONDS, (state) -> state.hedgeDelay().toNanos())
				.description("Time after which a slow first attempt gets company")
				.tag(DEPENDENCY, name)
				.register(registry);
		}
	}

}
