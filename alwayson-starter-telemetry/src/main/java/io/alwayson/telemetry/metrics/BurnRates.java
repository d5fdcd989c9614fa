package io.alwayson.telemetry.metrics;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

import io.alwayson.telemetry.TelemetryNames;
import io.alwayson.workload.UserFlow;
import io.alwayson.workload.Workload;
import io.alwayson.workload.context.FlowOutcome;
import io.alwayson.workload.context.FlowOutcomeListener;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * How fast each flow with an objective uses up its error budget, in this process: the
 * share of bad requests by the share that the objective allows; 1 uses it up in exactly
 * the objective's window. In the windows that alerts on several of them need (Google, The
 * Site Reliability Workbook, chapter 5). Thread-safe.
 */
public final class BurnRates implements MeterBinder, FlowOutcomeListener {

	private static final List<Window> WINDOWS = List.of(new Window("5m", 5), new Window("30m", 30),
			new Window("1h", 60), new Window("6h", 360));

	private static final double PERCENT = 100;

	private final Map<String, Budget> budgets;

	/**
	 * Creates burn rates of nothing yet.
	 * @param nanoTime the time
	 */
	public BurnRates(Workload workload, LongSupplier nanoTime) {
		Map<String, Budget> budgets = new HashMap<>();
		for (UserFlow flow : workload.flows().values()) {
			UserFlow.Objective objective = flow.objective();
			if (objective != null) {
				budgets.put(flow.name(), new Budget(1 - objective.availability() / PERCENT,
						new MinuteCounts(Duration.ofHours(6), nanoTime)));
			}
		}
		this.budgets = Map.copyOf(budgets);
	}

	@Override
	public void onFlowOutcome(FlowOutcome outcome) {
		Budget budget = this.budgets.get(outcome.flow());
		if (budget != null) {
			budget.counts().add(outcome.good());
		}
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		this.budgets.forEach((flow,
				budget) -> WINDOWS.forEach((window) -> Gauge
					.builder(TelemetryNames.FLOW_BURN_RATE, budget, (of) -> of.rate(window.minutes()))
					.description("Share of bad requests by the share that the objective allows")
					.tags("flow", flow, "window", window.name())
					.register(registry)));
	}

	private record Window(String name, int minutes) {
	}

	/**
	 * Of one flow.
	 *
	 * @param allowed share of bad requests
	 */
	private record Budget(double allowed, MinuteCounts counts) {

		/** Nothing is used up where nothing was asked. */
		double rate(int minutes) {
			double bad = this.counts.badShare(minutes);
			return (bad > 0) ? bad / this.allowed : 0;
		}

	}

}
