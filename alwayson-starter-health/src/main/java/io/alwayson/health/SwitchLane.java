package io.alwayson.health;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;

import io.alwayson.workload.KillSwitchSettings;
import org.jspecify.annotations.Nullable;

/**
 * The reads of the kill switch, one after the other. Confined to the timeline.
 *
 * <p>
 * A read that exceeds its timeout is interrupted and is no answer. While it ignores that,
 * one more runs beside it; once that hangs too, nothing is started any more until one of
 * them ends. So the switch never holds more than two threads, and a store that comes back
 * is seen.
 */
final class SwitchLane {

	/** An answer that would move the switch is confirmed sooner than the next turn. */
	static final Duration CONFIRMATION = Duration.ofSeconds(1);

	private static final int MAX_READS = 2;

	private final SwitchStore store;

	private final KillSwitchSettings settings;

	private final Timeline timeline;

	private final SwitchReader reader;

	private final DoubleSupplier random;

	private final SwitchDecision decision;

	/** Reads that hold a thread. */
	private final List<Attempt> live = new ArrayList<>(MAX_READS);

	private @Nullable Attempt awaited;

	private Runnable changed = () -> {
	};

	SwitchLane(SwitchStore store, KillSwitchSettings settings, Timeline timeline, SwitchReader reader,
			DoubleSupplier random) {
		this.store = store;
		this.settings = settings;
		this.timeline = timeline;
		this.reader = reader;
		this.random = random;
		this.decision = new SwitchDecision(store.kind(), timeline.nanoTime());
	}

	/** Begins to read, and tells whenever a read ended or was given up. */
	void start(Runnable changed) {
		this.changed = changed;
		turn();
	}

	SwitchState state() {
		return this.decision.state(this.timeline.nanoTime());
	}

	/** Whether the first round need not wait for it any more. */
	boolean isDecided() {
		return this.decision.isDecided();
	}

	/** Interrupts what runs: the monitor stops. */
	void interrupt() {
		this.live.forEach(Attempt::interrupt);
	}

	private void turn() {
		if (this.live.size() == MAX_READS) {
			observe(SwitchReading.none(Reasons.STUCK));
			return;
		}
		Attempt attempt = new Attempt();
		this.live.add(attempt);
		this.awaited = attempt;
		try {
			attempt.run = this.reader.start(this.store,
					(reading) -> this.timeline.execute(() -> ended(attempt, reading)));
		}
		catch (Throwable ex) {
			// No thread to be had: that says nothing about the switch.
			this.live.remove(attempt);
			this.awaited = null;
			observe(SwitchReading.none(Reasons.NO_THREAD));
			return;
		}
		this.timeline.schedule(this.settings.timeout(), () -> expired(attempt));
	}

	private void ended(Attempt attempt, SwitchReading reading) {
		this.live.remove(attempt);
		if (attempt == this.awaited) {
			this.awaited = null;
			observe(reading);
		}
	}

	private void expired(Attempt attempt) {
		if (attempt == this.awaited) {
			this.awaited = null;
			attempt.interrupt();
			observe(SwitchReading.none(Reasons.TIMEOUT));
		}
	}

	private void observe(SwitchReading reading) {
		this.decision.observe(reading, this.timeline.nanoTime(), this.timeline.instant());
		this.timeline.schedule(pause(), this::turn);
		this.changed.run();
	}

	/** As with checks, jitter only shortens. */
	private Duration pause() {
		Duration interval = this.settings.interval();
		if (this.decision.isToBeConfirmed() && interval.compareTo(CONFIRMATION) > 0) {
			return CONFIRMATION;
		}
		return Duration.ofNanos((long) (interval.toNanos() * (1 - CheckPace.JITTER * this.random.getAsDouble())));
	}

	private static final class Attempt {

		private CheckRunner.@Nullable Run run;

		void interrupt() {
			if (this.run != null) {
				this.run.interrupt();
			}
		}

	}

}
