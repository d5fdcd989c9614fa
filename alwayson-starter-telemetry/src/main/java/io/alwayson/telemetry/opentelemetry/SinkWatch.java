package io.alwayson.telemetry.opentelemetry;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

import io.opentelemetry.sdk.common.CompletableResultCode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what one sink lost of one signal, and says once that it takes nothing.
 * Thread-safe.
 */
public final class SinkWatch {

	/** One that comes and goes is said this often at most. */
	private static final long REST = TimeUnit.MINUTES.toNanos(1);

	private final String sink;

	private final String signal;

	private final LongSupplier nanoTime;

	private final Logger logger;

	private final QueueDrops drops = new QueueDrops();

	private final LongAdder failed = new LongAdder();

	private final AtomicBoolean failing = new AtomicBoolean();

	private final AtomicLong mayWarn;

	/**
	 * Creates a watch.
	 * @param exporter of the sink
	 * @param signal {@code spans} or {@code logs}
	 */
	SinkWatch(Object exporter, String signal) {
		this(exporter, signal, System::nanoTime, LoggerFactory.getLogger("io.alwayson.telemetry"));
	}

	SinkWatch(Object exporter, String signal, LongSupplier nanoTime, Logger logger) {
		this.sink = nameOf(exporter);
		this.signal = signal;
		this.nanoTime = nanoTime;
		this.logger = logger;
		this.mayWarn = new AtomicLong(nanoTime.getAsLong());
	}

	private static String nameOf(Object exporter) {
		String name = exporter.getClass().getSimpleName();
		if (name.startsWith("Otlp")) {
			return "otlp";
		}
		return name.startsWith("Stamped") ? "azure-monitor" : name;
	}

	/** The sink. */
	public String sink() {
		return this.sink;
	}

	/** The signal. */
	public String signal() {
		return this.signal;
	}

	/** Rows that found the queue full. */
	public long dropped() {
		return this.drops.count();
	}

	/** Rows that the sink did not take. */
	public long failed() {
		return this.failed.sum();
	}

	QueueDrops drops() {
		return this.drops;
	}

	/** Watches an export. */
	CompletableResultCode watch(int rows, CompletableResultCode result) {
		return result.whenComplete(() -> {
			if (result.isSuccess()) {
				if (this.failing.getAndSet(false)) {
					this.logger.info("The sink {} takes {} again", this.sink, this.signal);
				}
			}
			else {
				this.failed.add(rows);
				if (!this.failing.getAndSet(true)) {
					warn(result.getFailureThrowable());
				}
			}
		});
	}

	private void warn(@Nullable Throwable failure) {
		long now = this.nanoTime.getAsLong();
		long next = this.mayWarn.get();
		if (now - next >= 0 && this.mayWarn.compareAndSet(next, now + REST)) {
			this.logger.warn(
					"The sink {} takes no {}{}. What is lost is counted in alwayson.telemetry.lost, and said here once",
					this.sink, this.signal, ExportFailure.text(failure));
		}
	}

}
