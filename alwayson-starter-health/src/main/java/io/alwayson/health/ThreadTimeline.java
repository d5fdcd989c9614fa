package io.alwayson.health;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The timeline of a running service: one daemon thread. The monitor's queue holds at most
 * four tasks for each check, the expiries of runs that ended early, and two for itself.
 */
final class ThreadTimeline implements Timeline {

	private static final Logger logger = LoggerFactory.getLogger(ThreadTimeline.class);

	private final InstantSource clock;

	private final LongSupplier nanoTime;

	private final ScheduledThreadPoolExecutor executor;

	private volatile @Nullable Thread thread;

	ThreadTimeline(String name, InstantSource clock, LongSupplier nanoTime) {
		this.clock = clock;
		this.nanoTime = nanoTime;
		this.executor = new ScheduledThreadPoolExecutor(1, (task) -> {
			Thread thread = new Thread(task, name);
			thread.setDaemon(true);
			this.thread = thread;
			return thread;
		}, new ThreadPoolExecutor.DiscardPolicy());
	}

	@Override
	public long nanoTime() {
		return this.nanoTime.getAsLong();
	}

	@Override
	public Instant instant() {
		return this.clock.instant();
	}

	@Override
	public void execute(Runnable task) {
		this.executor.execute(() -> run(task));
	}

	@Override
	public void schedule(Duration delay, Runnable task) {
		this.executor.schedule(() -> run(task), delay.toNanos(), TimeUnit.NANOSECONDS);
	}

	@Override
	public void close() {
		this.executor.shutdownNow();
	}

	/** Where its thread stands now. */
	StackTraceElement[] whereabouts() {
		Thread running = this.thread;
		return (running != null) ? running.getStackTrace() : new StackTraceElement[0];
	}

	private static void run(Runnable task) {
		try {
			task.run();
		}
		catch (Throwable ex) {
			// Kept here, it would vanish in a future: what it should have published then
			// grows outdated, which is the safe side.
			logger.error("Health monitoring failed", ex);
		}
	}

}
