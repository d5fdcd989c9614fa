package io.alwayson.health;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

import io.alwayson.workload.Dependency;
import io.alwayson.workload.Workload;
import io.alwayson.workload.context.CallOutcome;
import io.alwayson.workload.context.CallOutcomeListener;
import org.jspecify.annotations.Nullable;

/**
 * What the application's own calls say about dependencies. Calls only count; the monitor
 * reads the counters every second.
 *
 * <p>
 * They spare a check its run where they prove the same: of the calls of its operation
 * class in the last interval at least 20 prove it, and fewer than 1 % do not. A call
 * proves it if it was answered with a yes, not slower than a good check, was no hedge,
 * and was answered by exactly the region that the check is pinned to. What was rejected
 * or cancelled says nothing. They degrade a dependency while at least 50 % of at least 20
 * calls of the last interval failed. They never move traffic, and never make anything
 * better.
 */
public final class CallSignals implements CallOutcomeListener {

	private static final int MIN_CALLS = 20;

	/** One in so many calls that prove nothing is one too many. */
	private static final int DOUBTFUL = 100;

	/** One in so many calls that fail degrades. */
	private static final int FAILING = 2;

	/** The window is the interval, within these bounds. */
	private static final int MAX_WINDOW_SECONDS = 60;

	/** Far more than an account has: a bound, should a client ever make names up. */
	private static final int MAX_REGIONS = 16;

	private final Map<String, Signal> signals = new LinkedHashMap<>();

	/** Watches the dependencies of the workload; calls of others are ignored. */
	public CallSignals(Workload workload) {
		workload.dependencies().forEach((name, dependency) -> this.signals.put(name, new Signal(dependency)));
	}

	@Override
	public void onCallOutcome(CallOutcome outcome) {
		Signal signal = this.signals.get(outcome.dependency());
		if (signal != null) {
			signal.count(outcome);
		}
	}

	/** Closes a second. On the monitor's timeline only, as is reading. */
	void tick(long nanoTime, Instant now) {
		this.signals.values().forEach((signal) -> signal.tick(nanoTime, now));
	}

	/**
	 * When calls last proved what a check does, on the monitor's scale of time; rather
	 * too early than too late. {@code null} if they do not prove it.
	 */
	@Nullable Long provenAt(String component, Proof proof) {
		Signal signal = this.signals.get(component);
		return (signal != null) ? signal.provenAt(proof) : null;
	}

	/** What failing calls say about the component. */
	Evidence evidence(String component) {
		Signal signal = this.signals.get(component);
		Instant since = (signal != null) ? signal.failingSince : null;
		return (since != null) ? new Evidence(HealthState.DEGRADED, false, Reasons.CALLS_FAILING, since)
				: Evidence.HEALTHY;
	}

	private static String normalized(String region) {
		return region.replace(" ", "").toLowerCase(Locale.ROOT);
	}

	/** The calls to one dependency. */
	private static final class Signal {

		private final Duration slow;

		private final Map<CallOutcome.Operation, Calls> calls = new EnumMap<>(CallOutcome.Operation.class);

		private @Nullable Instant failingSince;

		Signal(Dependency dependency) {
			this.slow = dependency.health().degradedAbove();
			int window = (int) Math.max(1, Math.min(MAX_WINDOW_SECONDS, dependency.health().interval().toSeconds()));
			for (CallOutcome.Operation operation : CallOutcome.Operation.values()) {
				this.calls.put(operation, new Calls(window));
			}
		}

		void count(CallOutcome outcome) {
			Calls calls = this.calls.get(outcome.operation());
			if (calls == null || outcome.result() == CallOutcome.Result.REJECTED
					|| outcome.result() == CallOutcome.Result.CANCELLED) {
				return;
			}
			calls.all.increment();
			if (outcome.result() != CallOutcome.Result.SUCCESS) {
				calls.failed.increment();
			}
			else if (!outcome.hedge() && !outcome.refusal() && outcome.duration().compareTo(this.slow) <= 0) {
				calls.proving.increment();
				calls.increment(outcome.region());
			}
		}

		void tick(long nanoTime, Instant now) {
			long all = 0;
			long failed = 0;
			for (Calls calls : this.calls.values()) {
				calls.tick(nanoTime);
				all += calls.all.inWindow;
				failed += calls.failed.inWindow;
			}
			boolean failing = all >= MIN_CALLS && failed * FAILING >= all;
			this.failingSince = failing ? ((this.failingSince != null) ? this.failingSince : now) : null;
		}

		@Nullable Long provenAt(Proof proof) {
			Calls calls = (proof.operation() != null) ? this.calls.get(proof.operation()) : null;
			return (calls != null) ? calls.provenAt(proof.region()) : null;
		}

	}

	/** The calls of one operation class. */
	private static final class Calls {

		private final int window;

		private final Counter all;

		private final Counter failed;

		private final Counter proving;

		private final Map<String, Counter> provingByRegion = new ConcurrentHashMap<>();

		Calls(int window) {
			this.window = window;
			this.all = new Counter(window);
			this.failed = new Counter(window);
			this.proving = new Counter(window);
		}

		void increment(@Nullable String region) {
			if (region == null) {
				return;
			}
			Counter counter = this.provingByRegion.get(region);
			if (counter == null && this.provingByRegion.size() < MAX_REGIONS) {
				counter = this.provingByRegion.computeIfAbsent(region, (key) -> new Counter(this.window));
			}
			if (counter != null) {
				counter.increment();
			}
		}

		void tick(long nanoTime) {
			this.all.tick(nanoTime);
			this.failed.tick(nanoTime);
			this.proving.tick(nanoTime);
			this.provingByRegion.values().forEach((counter) -> counter.tick(nanoTime));
		}

		@Nullable Long provenAt(@Nullable String region) {
			if (region == null) {
				return isProof(this.proving.inWindow) ? this.proving.increasedAt : null;
			}
			long proving = 0;
			Long last = null;
			for (Map.Entry<String, Counter> entry : this.provingByRegion.entrySet()) {
				Long increasedAt = entry.getValue().increasedAt;
				if (normalized(entry.getKey()).equals(normalized(region)) && increasedAt != null) {
					proving += entry.getValue().inWindow;
					last = (last == null || increasedAt - last > 0) ? increasedAt : last;
				}
			}
			return isProof(proving) ? last : null;
		}

		private boolean isProof(long proving) {
			return proving >= MIN_CALLS && (this.all.inWindow - proving) * DOUBTFUL < this.all.inWindow;
		}

	}

	/** A counter and its increase within the window. */
	private static final class Counter {

		private final LongAdder count = new LongAdder();

		/** The count as it stood at each of the last seconds; the oldest comes next. */
		private final long[] before;

		private int next;

		private long last;

		private long inWindow;

		private @Nullable Long tickedAt;

		/** The tick before it was found increased: it happened later. */
		private @Nullable Long increasedAt;

		Counter(int window) {
			this.before = new long[window];
		}

		void increment() {
			this.count.increment();
		}

		void tick(long nanoTime) {
			long now = this.count.sum();
			if (now > this.last && this.tickedAt != null) {
				this.increasedAt = this.tickedAt;
			}
			this.last = now;
			this.tickedAt = nanoTime;
			this.inWindow = now - this.before[this.next];
			this.before[this.next] = now;
			this.next = (this.next + 1) % this.before.length;
		}

	}

}
