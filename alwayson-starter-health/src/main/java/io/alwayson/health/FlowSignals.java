package io.alwayson.health;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

import io.alwayson.workload.UserFlow;
import io.alwayson.workload.Workload;
import io.alwayson.workload.context.FlowOutcome;
import io.alwayson.workload.context.FlowOutcomeListener;
import org.jspecify.annotations.Nullable;

/**
 * The built-in signal of each flow: its own share of failed requests in the last minute.
 * Requests only count; the monitor reads the counters every second.
 */
public final class FlowSignals implements FlowOutcomeListener {

	private static final int WINDOW_SECONDS = 60;

	private static final String ERROR_RATE = "ERROR_RATE";

	private final Map<String, Signal> signals = new LinkedHashMap<>();

	/** Watches the flows of the workload; outcomes of others are ignored. */
	public FlowSignals(Workload workload) {
		workload.flows().values().forEach((flow) -> this.signals.put(flow.name(), new Signal(flow.sli())));
	}

	@Override
	public void onFlowOutcome(FlowOutcome outcome) {
		Signal signal = this.signals.get(outcome.flow());
		if (signal != null) {
			(outcome.good() ? signal.good : signal.bad).increment();
		}
	}

	/** Closes a second. On the monitor's timeline only, as is reading. */
	void tick(Instant now) {
		this.signals.values().forEach((signal) -> signal.tick(now));
	}

	/** Evidence by flow; flows with too little traffic have none. */
	Map<String, Evidence> evidence() {
		Map<String, Evidence> evidence = new LinkedHashMap<>();
		this.signals.forEach((flow, signal) -> {
			if (signal.state != null && signal.state != HealthState.HEALTHY) {
				evidence.put(flow, new Evidence(signal.state, signal.sli.evicts(), ERROR_RATE, signal.since));
			}
		});
		return evidence;
	}

	private static final class Signal {

		private final UserFlow.Sli sli;

		private final LongAdder good = new LongAdder();

		private final LongAdder bad = new LongAdder();

		/** Counters as they stood at each of the last seconds; the oldest comes next. */
		private final long[] goodBefore = new long[WINDOW_SECONDS];

		private final long[] badBefore = new long[WINDOW_SECONDS];

		private int next;

		private @Nullable HealthState state;

		private @Nullable Instant since;

		Signal(UserFlow.Sli sli) {
			this.sli = sli;
		}

		void tick(Instant now) {
			long goodNow = this.good.sum();
			long badNow = this.bad.sum();
			long failed = badNow - this.badBefore[this.next];
			long all = goodNow - this.goodBefore[this.next] + failed;
			this.goodBefore[this.next] = goodNow;
			this.badBefore[this.next] = badNow;
			this.next = (this.next + 1) % WINDOW_SECONDS;
			HealthState before = this.state;
			this.state = (all < this.sli.minRequests()) ? null : stateOf((double) failed / all);
			if (this.state != before) {
				this.since = now;
			}
		}

		private HealthState stateOf(double share) {
			if (share >= this.sli.unhealthy()) {
				return HealthState.UNHEALTHY;
			}
			return (share >= this.sli.degraded()) ? HealthState.DEGRADED : HealthState.HEALTHY;
		}

	}

}
