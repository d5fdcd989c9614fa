package io.alwayson.health;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;

import io.alwayson.workload.KillSwitchSettings;
import org.jspecify.annotations.Nullable;

/**
 * The switch with which an operator takes the stamp out of rotation, whatever the
 * evidence says. The monitor reads it, and what it knows is part of each
 * {@link StampHealth}. Thread-safe.
 */
public final class KillSwitch {

	private static final String THREAD = "alwayson-health-switch";

	private final @Nullable SwitchStore store;

	private final KillSwitchSettings settings;

	private final SwitchReader reader;

	private final AtomicBoolean writing = new AtomicBoolean();

	/**
	 * Creates the switch. Opens nothing.
	 * @param store where it is kept, or {@code null} if there is none: it is off then
	 * @param settings when it is read
	 */
	public KillSwitch(@Nullable SwitchStore store, KillSwitchSettings settings) {
		this(store, settings, KillSwitch::startReading);
	}

	KillSwitch(@Nullable SwitchStore store, KillSwitchSettings settings, SwitchReader reader) {
		this.store = store;
		this.settings = settings;
		this.reader = reader;
	}

	/** Whether there is one. */
	public boolean isConfigured() {
		return this.store != null;
	}

	/** The longest that every pod needs to follow what was written, if it can read it. */
	public Duration followsWithin() {
		return this.settings.interval().plus(SwitchLane.CONFIRMATION).plus(this.settings.timeout().multipliedBy(3));
	}

	@Nullable SwitchLane lane(Timeline timeline, DoubleSupplier random) {
		return (this.store != null) ? new SwitchLane(this.store, this.settings, timeline, this.reader, random) : null;
	}

	/**
	 * Writes the position where all pods read it. Waits for the configured timeout at
	 * most; one write at a time.
	 * @return {@code null} if it was written, else a short upper-case code of why not.
	 * After TIMEOUT it may or may not have been written
	 * @throws IllegalStateException if there is no switch
	 */
	public @Nullable String write(SwitchPosition position) {
		SwitchStore known = this.store;
		if (known == null) {
			throw new IllegalStateException("No kill switch is configured");
		}
		if (!this.writing.compareAndSet(false, true)) {
			return "BUSY";
		}
		CompletableFuture<String> outcome = new CompletableFuture<>();
		CheckRunner.Run run;
		try {
			run = ProbeThread.start(KillSwitch::thread, THREAD + "-write", () -> write(known, position),
					Reasons.TIMEOUT, (code) -> {
						this.writing.set(false);
						outcome.complete(code);
					});
		}
		catch (Throwable ex) {
			this.writing.set(false);
			return Reasons.NO_THREAD;
		}
		return await(outcome, run);
	}

	private @Nullable String await(CompletableFuture<String> outcome, CheckRunner.Run run) {
		try {
			String code = outcome.get(this.settings.timeout().toNanos(), TimeUnit.NANOSECONDS);
			return code.isEmpty() ? null : code;
		}
		catch (TimeoutException ex) {
			run.interrupt();
			return Reasons.TIMEOUT;
		}
		catch (InterruptedException ex) {
			run.interrupt();
			Thread.currentThread().interrupt();
			return Reasons.TIMEOUT;
		}
		catch (ExecutionException ex) {
			return Reasons.ERROR;
		}
	}

	/** Empty where it worked. */
	private static String write(SwitchStore store, SwitchPosition position) {
		try {
			String error = store.write(SwitchReading.contentOf(position));
			return (error != null) ? Reasons.code(error) : "";
		}
		catch (Throwable ex) {
			return Reasons.of(ex);
		}
	}

	private static CheckRunner.Run startReading(SwitchStore store, Consumer<SwitchReading> ended) {
		return ProbeThread.start(KillSwitch::thread, THREAD, () -> read(store), SwitchReading.none(Reasons.TIMEOUT),
				ended);
	}

	private static SwitchReading read(SwitchStore store) {
		try {
			return Objects.requireNonNull(store.read());
		}
		catch (Throwable ex) {
			return SwitchReading.none(Reasons.of(ex));
		}
	}

	private static Thread thread(Runnable task) {
		Thread thread = new Thread(task);
		thread.setDaemon(true);
		return thread;
	}

}
