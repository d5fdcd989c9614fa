package io.alwayson.health;

import java.time.Duration;
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
 * Requests only count; the monitor reads the counters every second. Flaps are damped as
 * those of dependencies are.
 *
 * <p>
 * A signal that moves traffic away takes away what it is made of, so silence does not end
 * it, as it ends other signals: either enough requests do that still come and are good
 * (HEALTHY), or time, after which a share below that of UNHEALTHY is enough. It is held
 * for 5 minutes, and twice as long each time, an hour at most, where it returns within as
 * much time as it was held; then traffic may try again. This is how Envoy ejects
 * outliers.
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
	void tick(long nanoTime, Instant now) {
		this.signals.values().forEach((signal) -> signal.tick(nanoTime, now));
	}

	/** Evidence by flow; flows with too little traffic have none. */
	Map<String, Evidence> evidence() {
		Map<String, Evidence> evidence = new LinkedHashMap<>();
		this.signals.forEach((flow, signal) -> {
			if (signal.evidence.state() != HealthState.HEALTHY) {
				evidence.put(flow, signal.evidence);
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

		private final EvidenceDamping damping = new EvidenceDamping();

		private final Hold hold = new Hold();

		private int next;

		private HealthState state = HealthState.HEALTHY;

		private @Nullable Instant since;

		private Evidence evidence = Evidence.HEALTHY;

		Signal(UserFlow.Sli sli) {
			this.sli = sli;
		}

		void tick(long nanoTime, Instant now) {
			long goodNow = this.good.sum();
			long badNow = this.bad.sum();
			long failed = badNow - this.badBefore[this.next];
			long all = goodNow - this.goodBefore[this.next] + failed;
			this.goodBefore[this.next] = goodNow;
			this.badBefore[this.next] = badNow;
			this.next = (this.next + 1) % WINDOW_SECONDS;
			boolean silent = all < this.sli.minRequests();
			HealthState state = silent ? HealthState.HEALTHY : stateOf((double) failed / all);
			if (this.sli.evicts()) {
				state = this.hold.held(state, silent, nanoTime);
			}
			if (state != this.state) {
				this.since = now;
			}
			this.state = state;
			this.evidence = this.damping.damped(new Evidence(state, this.sli.evicts(), ERROR_RATE, this.since),
					nanoTime);
		}

		private HealthState stateOf(double share) {
			if (share >= this.sli.unhealthy()) {
				return HealthState.UNHEALTHY;
			}
			return (share >= this.sli.degraded()) ? HealthState.DEGRADED : HealthState.HEALTHY;
		}

	}

	/** Keeps a signal that has moved the traffic away that could end it. */
	private static final class Hold {

		private static final Duration FIRST = Duration.ofMinutes(5);

		private static final Duration LONGEST = Duration.ofHours(1);

		private boolean holding;

		private long length;

		private long startedAt;

		private long endedAt;

		HealthState held(HealthState state, boolean silent, long now) {
			if (state == HealthState.UNHEALTHY) {
				if (!this.holding) {
					start(now);
				}
			}
			else if (this.holding) {
				boolean over = now - this.startedAt >= this.length;
				this.holding = !over && (silent || state != HealthState.HEALTHY);
				this.endedAt = now;
			}
			return this.holding ? HealthState.UNHEALTHY : state;
		}

		private void start(long now) {
			boolean again = this.length > 0 && now - this.endedAt < this.length;
			this.length = again ? Math.min(2 * this.length, LONGEST.toNanos()) : FIRST.toNanos();
			this.startedAt = now;
			this.holding = true;
		}

	}

}
