package io.alwayson.resilience;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import io.alwayson.workload.Dependency;
import io.alwayson.workload.Workload;
import io.alwayson.workload.context.CallContext;
import io.alwayson.workload.context.Deadline;
import io.alwayson.workload.context.WarmUp;
import io.alwayson.workload.context.WorkloadContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the connections of clients that the application has, in the order of declaration,
 * each for as long as a connection may take and all of them for as long as the first
 * round of checks. Done as a probe: nothing is counted, and a dependency that is down is
 * the health checks' to tell. On the thread {@code alwayson-warm-up}. Thread-safe.
 */
public final class WarmUpRun implements WarmUp {

	private static final Logger logger = LoggerFactory.getLogger(WarmUpRun.class);

	private final Workload workload;

	private final Function<String, Corridor> corridors;

	private final Function<String, @Nullable Object> clients;

	private final Supplier<List<ClientWarmUp>> steps;

	private final LongSupplier nanoTime;

	private @Nullable Thread thread;

	private volatile boolean over;

	private volatile boolean stopped;

	/**
	 * Prepares it.
	 * @param workload what is declared
	 * @param corridors the ways to the dependencies
	 * @param clients the client of a dependency, {@code null} if nobody has asked for it
	 * @param steps how to warm up clients; asked where there is one
	 * @param nanoTime as {@link System#nanoTime()}
	 */
	public WarmUpRun(Workload workload, Function<String, Corridor> corridors,
			Function<String, @Nullable Object> clients, Supplier<List<ClientWarmUp>> steps, LongSupplier nanoTime) {
		this.workload = workload;
		this.corridors = corridors;
		this.clients = clients;
		this.steps = steps;
		this.nanoTime = nanoTime;
	}

	/** Begins, once. Without a client it is over at once. */
	public synchronized void start() {
		if (this.thread != null) {
			return;
		}
		Map<Dependency, Object> known = new LinkedHashMap<>();
		for (Dependency dependency : this.workload.dependencies().values()) {
			Object client = this.clients.apply(dependency.name());
			if (client != null) {
				known.put(dependency, client);
			}
		}
		this.over = known.isEmpty();
		if (!this.over) {
			Thread started = new Thread(() -> run(known), "alwayson-warm-up");
			started.setDaemon(true);
			this.thread = started;
			started.start();
		}
	}

	/** Breaks it off. */
	public synchronized void stop() {
		this.stopped = true;
		if (this.thread != null) {
			this.thread.interrupt();
		}
	}

	@Override
	public boolean isOver() {
		return this.over;
	}

	private void run(Map<Dependency, Object> known) {
		WorkloadContext.Scope probe = WorkloadContext.open(CallContext.PROBE);
		try {
			Deadline end = Deadline.after(this.workload.health().firstRound(), this.nanoTime.getAsLong());
			for (Map.Entry<Dependency, Object> each : known.entrySet()) {
				if (this.stopped || !warm(each.getKey(), each.getValue(), end)) {
					return;
				}
			}
		}
		finally {
			this.over = true;
			probe.close();
		}
	}

	/** Whether there is time for more. */
	private boolean warm(Dependency dependency, Object client, Deadline end) {
		long start = this.nanoTime.getAsLong();
		long left = Math.min(end.nanoTime() - start, dependency.resilience().connectTimeout().toNanos());
		if (left <= 0) {
			logger.warn("No time left to connect '{}' before the first request", dependency.name());
			return false;
		}
		Thread thread = Thread.currentThread();
		Alarm alarm = this.corridors.apply(dependency.name()).alarm(new Deadline(start + left), thread::interrupt);
		try {
			boolean known = false;
			for (ClientWarmUp step : this.steps.get()) {
				known |= step.warm(dependency.name(), client);
			}
			if (known) {
				logger.info("Connected '{}' in {} ms", dependency.name(),
						Duration.ofNanos(this.nanoTime.getAsLong() - start).toMillis());
			}
		}
		catch (Exception | LinkageError ex) {
			logger.warn("'{}' is not connected before the first request: {}", dependency.name(), ex.toString());
			logger.debug("'{}' is not connected before the first request", dependency.name(), ex);
		}
		finally {
			alarm.end();
			// Of the alarm, which may go off at the last moment.
			Thread.interrupted();
		}
		return true;
	}

}
