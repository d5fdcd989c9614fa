package io.alwayson.resilience;

import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The one timer of all attempts on calling threads: a daemon thread that begins with the
 * first attempt. After {@link #close()} attempts are no longer bounded.
 */
public final class AttemptTimer implements AutoCloseable {

	private static final String THREAD_NAME = "alwayson-resilience-timer";

	private final ScheduledThreadPoolExecutor executor;

	/** Creates a timer without a thread yet. */
	public AttemptTimer() {
		this.executor = new ScheduledThreadPoolExecutor(1, (task) -> {
			Thread thread = new Thread(task, THREAD_NAME);
			thread.setDaemon(true);
			return thread;
		}, new ThreadPoolExecutor.DiscardPolicy());
		// Nearly every attempt ends in time: its entry must not stay until then.
		this.executor.setRemoveOnCancelPolicy(true);
	}

	Future<?> schedule(Runnable task, long delayNanos) {
		return this.executor.schedule(task, delayNanos, TimeUnit.NANOSECONDS);
	}

	@Override
	public void close() {
		this.executor.shutdownNow();
	}

}
