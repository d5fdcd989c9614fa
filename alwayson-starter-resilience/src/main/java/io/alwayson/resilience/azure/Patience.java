package io.alwayson.resilience.azure;

import java.time.Duration;

import io.alwayson.resilience.Corridor;
import io.alwayson.workload.ResiliencePolicy;
import io.alwayson.workload.context.CallContext;
import io.alwayson.workload.context.Deadline;
import io.alwayson.workload.context.WorkloadContext;

/**
 * How long the work of a thread may wait for a connection: as long as its own deadline,
 * or that of the dependency, allows; warm-up, which nobody waits for, as long as
 * connecting may take.
 */
final class Patience {

	private Patience() {
	}

	/** In nanoseconds; zero or less where no time is left. */
	static long in(Corridor corridor) {
		ResiliencePolicy policy = corridor.dependency().resilience();
		CallContext context = WorkloadContext.current();
		Duration longest = context.probe() ? policy.connectTimeout() : policy.deadline();
		Deadline due = context.deadline();
		return (due != null) ? Math.min(longest.toNanos(), due.nanoTime() - corridor.now()) : longest.toNanos();
	}

}
