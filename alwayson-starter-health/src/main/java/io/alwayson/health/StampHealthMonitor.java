package io.alwayson.health;

import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;

import io.alwayson.workload.Workload;
import io.alwayson.workload.context.WarmUp;
import org.jspecify.annotations.Nullable;

/**
 * The one writer of the verdict: runs every check in the background, judges what they
 * found and publishes it. Can be started again after a stop. Thread-safe.
 */
public final class StampHealthMonitor {

	private final Workload workload;

	private final List<Component> components;

	private final FlowSignals flowSignals;

	private final DependencySignals dependencySignals;

	private final CallSignals callSignals;

	private final PublishedHealth published;

	private final KillSwitch killSwitch;

	private final List<StampHealthListener> listeners;

	private final List<WarmUp> warmUps;

	private final Watchdog watchdog;

	private final InstantSource clock;

	private final LongSupplier nanoTime;

	private final ThreadFactory checkThreads;

	private volatile @Nullable MonitorRun run;

	/**
	 * Creates a monitor that does nothing yet.
	 * @param workload what is declared
	 * @param components what is checked, each name once
	 * @param flowSignals the flows' own signals
	 * @param dependencySignals signals about dependencies
	 * @param callSignals what calls say about dependencies
	 * @param published where the verdict goes
	 * @param killSwitch where an operator takes the stamp out of rotation
	 * @param listeners who hears of results and transitions
	 * @param warmUps what the first round waits for
	 * @param watchdog watches the monitor while it runs
	 * @param clock tells the time of day
	 * @param nanoTime tells time that only moves forward, as {@link System#nanoTime()}
	 * @param checkThreads makes the threads that checks run on; the monitor names them
	 */
	public StampHealthMonitor(Workload workload, List<Component> components, FlowSignals flowSignals,
			DependencySignals dependencySignals, CallSignals callSignals, PublishedHealth published,
			KillSwitch killSwitch, List<StampHealthListener> listeners, List<WarmUp> warmUps, Watchdog watchdog,
			InstantSource clock, LongSupplier nanoTime, ThreadFactory checkThreads) {
		this.workload = workload;
		this.components = List.copyOf(components);
		this.flowSignals = flowSignals;
		this.dependencySignals = dependencySignals;
		this.callSignals = callSignals;
		this.published = published;
		this.killSwitch = killSwitch;
		this.listeners = List.copyOf(listeners);
		this.warmUps = List.copyOf(warmUps);
		this.watchdog = watchdog;
		this.clock = clock;
		this.nanoTime = nanoTime;
		this.checkThreads = checkThreads;
	}

	/** Begins with the first round. Does nothing if started already. */
	public synchronized void start() {
		if (this.run == null) {
			ThreadTimeline timeline = timeline("alwayson-health");
			MonitorRun started = new MonitorRun(this.workload, this.components, this.flowSignals,
					this.dependencySignals, this.callSignals, this.published, this.killSwitch, this.listeners,
					() -> this.warmUps.stream().allMatch(WarmUp::isOver), timeline,
					new ThreadCheckRunner(this.checkThreads, this.nanoTime),
					() -> ThreadLocalRandom.current().nextDouble());
			this.run = started;
			started.start();
			this.watchdog.start(timeline("alwayson-health-watchdog"), started.maxAge(), timeline::whereabouts);
		}
	}

	private ThreadTimeline timeline(String name) {
		return new ThreadTimeline(name, this.clock, this.nanoTime);
	}

	/** Ends all checks; the verdict stays until it is outdated. */
	public synchronized void stop() {
		MonitorRun running = this.run;
		this.run = null;
		if (running != null) {
			this.watchdog.stop();
			running.stop();
		}
	}

	/** Whether it was started and not stopped. */
	public boolean isRunning() {
		return this.run != null;
	}

	/** Refuses traffic as DRAIN from now on; health is still judged. */
	public void drain() {
		MonitorRun running = this.run;
		if (running != null) {
			running.drain();
		}
	}

}
