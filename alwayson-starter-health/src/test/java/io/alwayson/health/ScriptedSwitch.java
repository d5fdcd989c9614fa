package io.alwayson.health;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * A kill switch whose reads do as they are told, in virtual time.
 */
final class ScriptedSwitch implements SwitchStore, SwitchReader {

	static final SwitchReading IN = SwitchReading.of("HEALTHY".getBytes());

	static final SwitchReading OUT = SwitchReading.absent();

	static final SwitchReading MAINTENANCE = SwitchReading.of("MAINTENANCE".getBytes());

	private final VirtualTimeline timeline;

	private final List<Runnable> hanging = new ArrayList<>();

	private SwitchReading reading = IN;

	private @Nullable SwitchReading next;

	private boolean hangs;

	int reads;

	int threads;

	int mostThreads;

	ScriptedSwitch(VirtualTimeline timeline) {
		this.timeline = timeline;
	}

	void says(SwitchReading reading) {
		this.hangs = false;
		this.reading = reading;
	}

	/** The next read only. */
	void saysOnce(SwitchReading next) {
		this.next = next;
	}

	/** Ignores interrupts, as a dead file system does. */
	void hangs() {
		this.hangs = true;
	}

	void releaseHanging() {
		List.copyOf(this.hanging).forEach(Runnable::run);
		this.hanging.clear();
	}

	@Override
	public CheckRunner.Run start(SwitchStore store, Consumer<SwitchReading> ended) {
		this.reads++;
		this.threads++;
		this.mostThreads = Math.max(this.mostThreads, this.threads);
		SwitchReading said = (this.next != null) ? this.next : this.reading;
		this.next = null;
		Runnable end = () -> {
			this.threads--;
			ended.accept(said);
		};
		if (this.hangs) {
			this.hanging.add(end);
		}
		else {
			this.timeline.schedule(Duration.ofMillis(50), end);
		}
		return () -> {
		};
	}

	@Override
	public String kind() {
		return "scripted";
	}

	@Override
	public SwitchReading read() {
		throw new UnsupportedOperationException();
	}

	@Override
	public @Nullable String write(byte @Nullable [] content) {
		throw new UnsupportedOperationException();
	}

}
