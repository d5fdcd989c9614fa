package io.alwayson.health;

import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the one who watches. A monitor that has published nothing for the maximum age
 * is reported, with where its thread stands; the verdict is outdated by then, for readers
 * compare its age themselves. One that stays silent for as long again makes the process
 * unsound: only a restart brings it back for sure, and liveness is how that is asked for.
 * So does a watchdog that cannot tick itself.
 *
 * <p>
 * Silence is counted in ticks, so that a process which stood still as a whole, paused or
 * starved, is not held against its monitor. Thread-safe.
 */
public final class Watchdog {

	private static final Duration TICK = Duration.ofSeconds(1);

	private static final Logger logger = LoggerFactory.getLogger(Watchdog.class);

	private final PublishedHealth published;

	private final LongSupplier nanoTime;

	private volatile @Nullable Watch watch;

	/**
	 * Creates a watchdog that sleeps.
	 * @param published what the monitor has to renew
	 * @param nanoTime tells time that only moves forward, as {@link System#nanoTime()}
	 */
	public Watchdog(PublishedHealth published, LongSupplier nanoTime) {
		this.published = published;
		this.nanoTime = nanoTime;
	}

	/**
	 * Whether monitor and watchdog are alive. True while they are not meant to run.
	 * Allocates nothing and never waits.
	 */
	public boolean isSound() {
		Watch current = this.watch;
		return current == null || current.isSound();
	}

	/**
	 * Begins to watch.
	 * @param timeline ticks; not the monitor's, which may hang
	 * @param maxAge how long the monitor, and this watchdog, may be silent
	 * @param whereabouts where the monitor's thread stands
	 */
	void start(Timeline timeline, Duration maxAge, Supplier<StackTraceElement[]> whereabouts) {
		Watch started = new Watch(timeline, maxAge, whereabouts);
		this.watch = started;
		timeline.schedule(TICK, started::tick);
	}

	/** Trusts everything until the next start. */
	void stop() {
		Watch stopped = this.watch;
		this.watch = null;
		if (stopped != null) {
			stopped.timeline.close();
		}
	}

	/** Between a start and a stop. All but reading is confined to its timeline. */
	private final class Watch {

		private final Timeline timeline;

		private final long maxAge;

		private final Supplier<StackTraceElement[]> whereabouts;

		private long seen = Watchdog.this.published.publishedAt();

		private long silence;

		private volatile long tickedAt = Watchdog.this.nanoTime.getAsLong();

		private volatile boolean broken;

		private Watch(Timeline timeline, Duration maxAge, Supplier<StackTraceElement[]> whereabouts) {
			this.timeline = timeline;
			this.maxAge = maxAge.toNanos();
			this.whereabouts = whereabouts;
		}

		private boolean isSound() {
			long ticked = this.tickedAt;
			return !this.broken && Watchdog.this.nanoTime.getAsLong() - ticked <= this.maxAge;
		}

		private void tick() {
			this.timeline.schedule(TICK, this::tick);
			this.tickedAt = Watchdog.this.nanoTime.getAsLong();
			long publishedAt = Watchdog.this.published.publishedAt();
			if (publishedAt != this.seen) {
				this.seen = publishedAt;
				if (this.silence > this.maxAge) {
					logger.warn("The health monitor publishes again");
				}
				this.silence = 0;
				this.broken = false;
				return;
			}
			long before = this.silence;
			this.silence = before + TICK.toNanos();
			if (before <= this.maxAge && this.silence > this.maxAge) {
				logger.error("Health monitor silent for {}: its verdict is outdated, and traffic is refused",
						Duration.ofNanos(this.silence), monitorStoodHere());
			}
			this.broken = this.silence > 2 * this.maxAge;
			if (before <= 2 * this.maxAge && this.broken) {
				logger.error("Health monitor silent for {}: liveness fails, so that the process is restarted",
						Duration.ofNanos(this.silence));
			}
		}

		/** A trace that is the monitor's, not ours. */
		private Throwable monitorStoodHere() {
			Throwable trace = new Throwable("The monitor's thread stood here");
			trace.setStackTrace(this.whereabouts.get());
			return trace;
		}

	}

}
