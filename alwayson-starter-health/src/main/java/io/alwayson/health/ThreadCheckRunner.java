package io.alwayson.health;

import java.time.Duration;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

import io.alwayson.workload.context.CallContext;
import io.alwayson.workload.context.WorkloadContext;

/**
 * A thread for each run, marked as a probe's: protection lets it pass, and telemetry
 * leaves it out. How many there can be is decided by {@link CheckLane}: two for each
 * check.
 */
final class ThreadCheckRunner implements CheckRunner {

	private final ThreadFactory threads;

	private final LongSupplier nanoTime;

	ThreadCheckRunner(ThreadFactory threads, LongSupplier nanoTime) {
		this.threads = threads;
		this.nanoTime = nanoTime;
	}

	@Override
	public Run start(String component, HealthCheck check, Consumer<Ending> ended) {
		// A future, because it interrupts only what still runs.
		FutureTask<Ending> task = new FutureTask<>(() -> run(check));
		Thread thread = this.threads.newThread(() -> {
			task.run();
			ended.accept(endingOf(task));
		});
		thread.setName("alwayson-health-check-" + component);
		thread.start();
		return () -> task.cancel(true);
	}

	private Ending run(HealthCheck check) {
		long start = this.nanoTime.getAsLong();
		HealthCheck.Answer answer;
		WorkloadContext.Scope probe = WorkloadContext.open(CallContext.PROBE);
		try {
			answer = check.check();
		}
		catch (Throwable ex) {
			answer = HealthCheck.Answer.down(Reasons.of(ex));
		}
		finally {
			probe.close();
		}
		return new Ending(answer, Duration.ofNanos(this.nanoTime.getAsLong() - start));
	}

	private static Ending endingOf(FutureTask<Ending> task) {
		try {
			return task.get();
		}
		catch (Exception ex) {
			// Interrupted meanwhile: it was given up, and nobody asks any more.
			return new Ending(HealthCheck.Answer.inconclusive("INTERRUPTED"), Duration.ZERO);
		}
	}

}
