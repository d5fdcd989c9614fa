package io.alwayson.resilience;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;
import org.jspecify.annotations.Nullable;

/**
 * For adapters: a quantile of the latencies of the last ten to twenty seconds, renewed
 * each second by whoever records then. Resolution 1 us, longest 1 min, two digits.
 * Thread-safe; recording never waits.
 */
public final class LatencyQuantile {

	/** Below, a quantile near the end says nothing. */
	static final int MIN_SAMPLES = 100;

	private static final long RENEW_NANOS = Duration.ofSeconds(1).toNanos();

	private static final int RENEWALS_KEPT = 10;

	private static final long LONGEST_MICROS = TimeUnit.MINUTES.toMicros(1);

	private static final int DIGITS = 2;

	private final double quantile;

	private final Recorder recorder = new Recorder(LONGEST_MICROS, DIGITS);

	private final AtomicLong renewedAt;

	private volatile long nanos;

	// The rest belongs to whoever moved the mark, one at a time.

	private @Nullable Histogram interval;

	private Histogram current = new Histogram(LONGEST_MICROS, DIGITS);

	private Histogram previous = new Histogram(LONGEST_MICROS, DIGITS);

	private int renewals;

	LatencyQuantile(double quantile, long now) {
		this.quantile = quantile;
		this.renewedAt = new AtomicLong(now);
	}

	/** The quantile; 0 while there are too few samples. */
	long nanos() {
		return this.nanos;
	}

	/**
	 * After which time something is slower than nearly all others.
	 * @param longest taken while there are too few samples, and the most there is
	 */
	public Duration orAtMost(Duration longest) {
		return Duration.ofNanos(orAtMost(longest.toNanos()));
	}

	long orAtMost(long longest) {
		long known = this.nanos;
		return (known > 0) ? Math.min(known, longest) : longest;
	}

	/**
	 * Takes a sample.
	 * @param durationNanos how long it took
	 * @param now when that was, as {@link Corridor#now()}
	 */
	public void record(long durationNanos, long now) {
		long micros = TimeUnit.NANOSECONDS.toMicros(durationNanos);
		this.recorder.recordValue(Math.max(0, Math.min(micros, LONGEST_MICROS)));
		long last = this.renewedAt.get();
		if (now - last >= RENEW_NANOS && this.renewedAt.compareAndSet(last, now)) {
			renew();
		}
	}

	/**
	 * The mark moves a second at least, so that two renewals meet only where one is
	 * stopped for that long: hence the lock, which nobody else ever wants.
	 */
	private synchronized void renew() {
		this.interval = this.recorder.getIntervalHistogram(this.interval);
		this.current.add(this.interval);
		Histogram all = this.current.copy();
		all.add(this.previous);
		this.nanos = (all.getTotalCount() >= MIN_SAMPLES)
				? Math.max(1, TimeUnit.MICROSECONDS.toNanos(all.getValueAtPercentile(this.quantile * 100))) : 0;
		if (++this.renewals >= RENEWALS_KEPT) {
			this.renewals = 0;
			Histogram oldest = this.previous;
			this.previous = this.current;
			oldest.reset();
			this.current = oldest;
		}
	}

}
