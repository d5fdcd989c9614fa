package io.alwayson.resilience;

import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Daemon threads for what cannot run on a calling thread: hedges, and what follows a wait
 * of a call that holds no thread. None until they are needed, at most 64, no queue: what
 * finds no thread is refused with a
 * {@link java.util.concurrent.RejectedExecutionException}. Not an
 * {@link java.util.concurrent.Executor}: as a bean it would take the place of Boot's.
 */
public final class Workers implements AutoCloseable {

	private static final String THREAD_NAME = "alwayson-resilience-";

	private static final int MOST = 64;

	private static final long IDLE_SECONDS = 10;

	private final AtomicInteger started = new AtomicInteger();

	private final ThreadPoolExecutor executor = new ThreadPoolExecutor(0, MOST, IDLE_SECONDS, TimeUnit.SECONDS,
			new SynchronousQueue<>(), (task) -> {
				Thread thread = new Thread(task, THREAD_NAME + this.started.incrementAndGet());
				thread.setDaemon(true);
				return thread;
			});

	/** Creates workers without a thread yet. */
	public Workers() {
	}

	/** Runs a task soon, or refuses it. */
	public void execute(Runnable task) {
		this.executor.execute(task);
	}

	@Override
	public void close() {
		this.executor.shutdownNow();
	}

}
