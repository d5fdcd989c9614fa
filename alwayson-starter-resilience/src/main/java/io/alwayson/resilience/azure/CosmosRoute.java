package io.alwayson.resilience.azure;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

import com.azure.cosmos.CosmosException;
import io.alwayson.resilience.CallType;
import io.alwayson.resilience.Corridor;
import io.alwayson.resilience.Fault;
import io.alwayson.resilience.LatencyQuantile;
import io.alwayson.workload.Target;
import io.alwayson.workload.context.CallOutcome;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way to one declared database or container, whichever client goes it. Thread-safe.
 */
final class CosmosRoute {

	/** Reason of the signal that a region that is left out gives. */
	static final String REGION_SLOW = "REGION_SLOW";

	private static final Duration SIGNAL = Duration.ofSeconds(10);

	private static final Logger logger = LoggerFactory.getLogger(CosmosRoute.class);

	private final Corridor corridor;

	private final Target.Cosmos target;

	private final RegionWatch regions;

	private final CosmosOperationListener listener;

	/**
	 * Of the SDK's kinds of reads, which are a few: a query is not as fast as a point.
	 */
	private final Map<String, LatencyQuantile> latencies = new ConcurrentHashMap<>();

	/** Where reads are answered that nothing is left out for. */
	private final AtomicReference<@Nullable String> home = new AtomicReference<>();

	CosmosRoute(Corridor corridor, Target.Cosmos target, CosmosOperationListener listener) {
		this.corridor = corridor;
		this.target = target;
		this.listener = listener;
		this.regions = new RegionWatch(corridor::now, this::changed);
	}

	private void changed(String region, boolean leftOut) {
		String name = this.corridor.dependency().name();
		if (leftOut) {
			logger.warn("Reads of '{}' leave '{}' out: it lost {} of them to other regions within ten seconds", name,
					region, RegionWatch.LOSSES);
			signal();
		}
		else {
			logger.warn("Reads of '{}' are made in '{}' again", name, region);
			if (this.regions.leftOut().isEmpty()) {
				this.corridor.signal(REGION_SLOW, Instant.EPOCH);
			}
		}
	}

	/** Whether a read that begins now is made without leaving regions out. */
	boolean takesTrial() {
		boolean due = this.regions.takesTrial();
		if (due) {
			signal();
		}
		return due;
	}

	/** Renewed by each trial: it ends by itself where nobody reads any more. */
	private void signal() {
		this.corridor.signal(REGION_SLOW, this.corridor.instant().plus(SIGNAL));
	}

	/**
	 * After which time a read is slower than nearly all others of its kind, as long as
	 * they were answered where they were asked first: what a hedge has won says how late
	 * hedges are, and would move them further each time.
	 * @param kind the SDK's name of it
	 * @param longest taken while too few are known, and the most there is
	 */
	Duration slowAfter(String kind, Duration longest) {
		LatencyQuantile latency = this.latencies.get(kind);
		return (latency != null) ? latency.orAtMost(longest) : longest;
	}

	Corridor corridor() {
		return this.corridor;
	}

	Target.Cosmos target() {
		return this.target;
	}

	RegionWatch regions() {
		return this.regions;
	}

	/** The SDK retries what helps. */
	static CallType typeOf(boolean read) {
		return (read ? CallType.READ : CallType.WRITE).withRetriesOfClient();
	}

	/**
	 * Learns from an operation that has ended. Never throws.
	 * @param ending its response, or its exception
	 * @param leavesOut whether regions were left out when it began
	 */
	void ended(boolean read, Object ending, boolean leavesOut) {
		try {
			learn(read, ending, leavesOut);
		}
		catch (RuntimeException ex) {
			logger.debug("Dropped what was thrown about an operation on '{}'", this.corridor.dependency().name(), ex);
		}
	}

	private void learn(boolean read, Object ending, boolean leavesOut) {
		CosmosTrace trace = CosmosTrace.of(ending);
		if (trace == null) {
			return;
		}
		if (trace.extra() > 0) {
			this.corridor.charge(trace.extra());
		}
		this.listener.onOperation(this.corridor.dependency().name(),
				read ? CallOutcome.Operation.READ : CallOutcome.Operation.WRITE, trace.asked(), trace.requestUnits());
		if (read) {
			learn(trace, isAnswer(ending), leavesOut);
		}
	}

	private void learn(CosmosTrace trace, boolean answer, boolean leavesOut) {
		String first = trace.first();
		String last = trace.last();
		if (first != null && first.equals(last) && answer) {
			this.regions.answered(first, leavesOut);
			if (trace.duration() != null) {
				this.latencies.computeIfAbsent(trace.kind(), (kind) -> this.corridor.newLatencyQuantile())
					.record(trace.duration().toNanos(), this.corridor.now());
			}
			if (!leavesOut) {
				this.home.set(first);
			}
			return;
		}
		String known = this.home.get();
		// One that failed over within a request does not tell in which order.
		String loser = (first != null) ? first : ((known != null && trace.asked().contains(known)) ? known : null);
		if (loser != null) {
			this.regions.lost(loser, answer ? winner(trace, loser) : null);
		}
	}

	private static @Nullable String winner(CosmosTrace trace, String loser) {
		return (trace.last() != null) ? trace.last()
				: trace.asked().stream().filter((region) -> !region.equals(loser)).findFirst().orElse(null);
	}

	private static boolean isAnswer(Object ending) {
		if (!(ending instanceof CosmosException exception)) {
			return true;
		}
		Fault fault = CosmosFailureClassifier.of(exception.getStatusCode(), exception.getSubStatusCode(), null);
		return fault == null || !fault.isFailure();
	}

}
