package io.alwayson.health.azure;

import io.alwayson.workload.context.CallContext;
import io.alwayson.workload.context.WorkloadContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import reactor.core.scheduler.Schedulers;

/**
 * What begins as a probe's stays one. An AMQP connection has a thread of its own, which
 * it schedules itself on again and again. It logs there, a lot when the server is gone.
 * What does not begin on a probe's thread is left as it is.
 */
final class ProbePropagation implements AutoCloseable {

	/** Of its own, so that closing it leaves that of another application alone. */
	private final String key = "alwayson-health-" + System.identityHashCode(this);

	void open() {
		Schedulers.onScheduleHook(this.key, (task) -> isProbe() ? asProbe(task) : task);
	}

	@Override
	public void close() {
		Schedulers.resetOnScheduleHook(this.key);
	}

	private static boolean isProbe() {
		return WorkloadContext.current().probe() || MDC.get(WorkloadContext.PROBE_LINES) != null;
	}

	static Runnable asProbe(Runnable task) {
		return () -> {
			String before = MDC.get(WorkloadContext.PROBE_LINES);
			WorkloadContext.Scope probe = WorkloadContext.open(CallContext.PROBE);
			mark(Boolean.TRUE.toString());
			try {
				task.run();
			}
			finally {
				mark(before);
				probe.close();
			}
		};
	}

	private static void mark(@Nullable String value) {
		if (value != null) {
			MDC.put(WorkloadContext.PROBE_LINES, value);
		}
		else {
			MDC.remove(WorkloadContext.PROBE_LINES);
		}
	}

}
