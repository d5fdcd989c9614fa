package io.alwayson.health;

import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;

import io.alwayson.workload.context.CallContext;
import io.alwayson.workload.context.WorkloadContext;

/**
 * One piece of work on a thread of its own, marked as a probe's: protection lets it pass,
 * and telemetry leaves it out.
 */
final class ProbeThread {

	private ProbeThread() {
	}

	/**
	 * Starts the work.
	 * @param threads makes the thread
	 * @param name of the thread
	 * @param work what to do; throws nothing
	 * @param interrupted the outcome of work that was interrupted
	 * @param ended told the outcome once, on the thread
	 */
	static <T> CheckRunner.Run start(ThreadFactory threads, String name, Callable<T> work, T interrupted,
			Consumer<T> ended) {
		// A future, because it interrupts only what still runs.
		FutureTask<T> task = new FutureTask<>(() -> {
			WorkloadContext.Scope probe = WorkloadContext.open(CallContext.PROBE);
			try {
				return work.call();
			}
			finally {
				probe.close();
			}
		});
		Thread thread = threads.newThread(() -> {
			task.run();
			ended.accept(outcomeOf(task, interrupted));
		});
		thread.setName(name);
		thread.start();
		return () -> task.cancel(true);
	}

	private static <T> T outcomeOf(FutureTask<T> task, T interrupted) {
		try {
			return task.get();
		}
		catch (Exception ex) {
			// Interrupted meanwhile: it was given up, and nobody asks any more.
			return interrupted;
		}
	}

}
