package io.alwayson.resilience.azure;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Which regions reads leave out, because they are too slow there. A region that lost
 * {@value #LOSSES} reads within ten seconds, and one in {@value #SHARE} of those that it
 * was asked first, is left out if another region has answered meanwhile: a read that
 * begins there is a first attempt and costs no retry budget. Hedges alone lose far less
 * than that, whatever the traffic. One read a second is still tried in the region, and
 * after {@value #TRIALS} of them in a row that it answered first it is back. The last
 * region that is left is never left out. Thread-safe; a read that goes well costs a
 * counter.
 */
final class RegionWatch {

	/** So many lost reads are no chance any more. */
	static final int LOSSES = 20;

	static final int SHARE = 5;

	/** So many answered trials are no chance either. */
	static final int TRIALS = 3;

	private static final long WINDOW_NANOS = Duration.ofSeconds(10).toNanos();

	private static final long TRIAL_NANOS = Duration.ofSeconds(1).toNanos();

	private final LongSupplier nanoTime;

	private final BiConsumer<String, Boolean> changes;

	private final AtomicLong trialAt;

	private final Map<String, Region> regions = new ConcurrentHashMap<>();

	private volatile List<String> leftOut = List.of();

	/**
	 * Leaves out nothing yet.
	 * @param nanoTime as {@link System#nanoTime()}
	 * @param changes told of a region, and whether it is left out from now on; throws
	 * nothing
	 */
	RegionWatch(LongSupplier nanoTime, BiConsumer<String, Boolean> changes) {
		this.nanoTime = nanoTime;
		this.changes = changes;
		this.trialAt = new AtomicLong(nanoTime.getAsLong());
	}

	/** The regions that are left out now. */
	List<String> leftOut() {
		return this.leftOut;
	}

	/** Whether a read that begins now is tried in all of them, asked once for it. */
	boolean takesTrial() {
		long due = this.trialAt.get();
		long now = this.nanoTime.getAsLong();
		return now - due >= 0 && this.trialAt.compareAndSet(due, now + TRIAL_NANOS);
	}

	private Region region(String name) {
		return this.regions.computeIfAbsent(name, (key) -> new Region());
	}

	/**
	 * A read was answered where it was asked first.
	 * @param trial whether that region was left out when the read began
	 */
	void answered(String region, boolean trial) {
		region(region).answers.increment();
		if (trial && this.leftOut.contains(region)) {
			tried(region);
		}
	}

	private synchronized void tried(String name) {
		if (this.leftOut.contains(name) && ++region(name).trials >= TRIALS) {
			this.regions.put(name, new Region());
			this.leftOut = this.leftOut.stream().filter((other) -> !other.equals(name)).toList();
			this.changes.accept(name, false);
		}
	}

	/**
	 * A read was not answered where it was asked first, or not as fast as elsewhere.
	 * @param name of the region where it was asked first
	 * @param winner which region answered, or {@code null} if none did
	 */
	synchronized void lost(String name, @Nullable String winner) {
		Region region = region(name);
		region.trials = 0;
		if (this.leftOut.contains(name)) {
			return;
		}
		long now = this.nanoTime.getAsLong();
		boolean tooMany = region.loses(now);
		String better = region.better(winner, now);
		if (tooMany && better != null && !this.leftOut.contains(better)) {
			this.leftOut = Stream.concat(this.leftOut.stream(), Stream.of(name)).toList();
			this.trialAt.set(now + TRIAL_NANOS);
			this.changes.accept(name, true);
		}
		else if (winner == null) {
			// What is left out may be better than what is left.
			this.trialAt.set(now);
		}
	}

	/** What became of reads that were asked first in one region. */
	private static final class Region {

		private final LongAdder answers = new LongAdder();

		// Guarded by the watch.

		private final long[] lostAt = new long[LOSSES];

		private final long[] answersBefore = new long[LOSSES];

		private int next;

		private boolean full;

		private int trials;

		private @Nullable String beatenBy;

		private long beatenAt;

		/**
		 * Which region answers: the winner, else the last one within the window. Where no
		 * hedge can be paid for, losses have no winner any more.
		 */
		@Nullable String better(@Nullable String winner, long now) {
			if (winner != null) {
				this.beatenBy = winner;
				this.beatenAt = now;
			}
			return (now - this.beatenAt <= WINDOW_NANOS) ? this.beatenBy : null;
		}

		/** Whether it has lost so many in so short a time. */
		boolean loses(long now) {
			long answered = this.answers.sum();
			this.lostAt[this.next] = now;
			this.answersBefore[this.next] = answered;
			this.next = (this.next + 1) % LOSSES;
			this.full |= this.next == 0;
			// The next place is that of the oldest one.
			return this.full && now - this.lostAt[this.next] <= WINDOW_NANOS
					&& answered - this.answersBefore[this.next] <= (SHARE - 1) * LOSSES;
		}

	}

}
