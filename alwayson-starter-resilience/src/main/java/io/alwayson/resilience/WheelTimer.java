package io.alwayson.resilience;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one timer of all calls: a wheel of slots that a daemon thread turns while anything
 * waits. Nearly everything that is armed is cancelled soon after, so arming is one push
 * and cancelling one write; only the timer's thread touches the wheel, and what was
 * cancelled before it looks never gets there. Fires at most a tick of 5 ms late and never
 * early. Thread-safe.
 */
public final class WheelTimer implements AutoCloseable {

	static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

	private static final String THREAD_NAME = "alwayson-resilience-timer";

	private static final Logger logger = LoggerFactory.getLogger(WheelTimer.class);

	/** Two and a half seconds; what waits longer goes round again. */
	private static final int SLOTS = 512;

	private static final int STRIPES = 8;

	/** Apart, so that threads that arm do not share a cache line. */
	private static final int SPACING = 16;

	private static final int NEW = 0;

	private static final int TURNING = 1;

	private static final int PARKED = 2;

	private static final int CLOSED = 3;

	private final LongSupplier nanoTime;

	private final long origin;

	private final AtomicReferenceArray<@Nullable Entry> inbox = new AtomicReferenceArray<>(STRIPES * SPACING);

	private final AtomicInteger mode = new AtomicInteger(NEW);

	private volatile @Nullable Thread thread;

	// The rest belongs to the timer's thread.

	private final @Nullable Entry[] slots = new @Nullable Entry[SLOTS];

	private int waiting;

	private long tick;

	/**
	 * Creates a timer without a thread yet.
	 * @param nanoTime tells time as {@link System#nanoTime()} does
	 */
	public WheelTimer(LongSupplier nanoTime) {
		this.nanoTime = nanoTime;
		this.origin = nanoTime.getAsLong();
	}

	/**
	 * Has the entry fire at a point in time, unless it is cancelled before.
	 * @param dueNanoTime the point on the timer's scale
	 * @return whether it will: not after {@link #close()}
	 */
	boolean arm(Entry entry, long dueNanoTime) {
		if (this.mode.get() == CLOSED) {
			return false;
		}
		entry.due = dueNanoTime;
		entry.armed = true;
		int stripe = ThreadLocalRandom.current().nextInt(STRIPES) * SPACING;
		Entry head;
		do {
			head = this.inbox.get(stripe);
			entry.next = head;
		}
		while (!this.inbox.compareAndSet(stripe, head, entry));
		int now = this.mode.get();
		// Closed meanwhile: the last look of the timer's thread may have seen it or not.
		return now == TURNING || wake(now) || !entry.disarm();
	}

	private boolean wake(int seen) {
		if (seen == NEW && this.mode.compareAndSet(NEW, TURNING)) {
			Thread started = new Thread(this::turn, THREAD_NAME);
			started.setDaemon(true);
			this.thread = started;
			started.start();
		}
		else if (seen == PARKED && this.mode.compareAndSet(PARKED, TURNING)) {
			LockSupport.unpark(this.thread);
		}
		return this.mode.get() != CLOSED;
	}

	/** Fires all that waits and ends the thread. */
	@Override
	public void close() {
		int before = this.mode.getAndSet(CLOSED);
		if (before == NEW) {
			return;
		}
		LockSupport.unpark(this.thread);
	}

	private void turn() {
		while (this.mode.get() != CLOSED) {
			long now = this.nanoTime.getAsLong();
			advance(now);
			if (this.waiting > 0) {
				LockSupport.parkNanos(this, TICK_NANOS - Math.floorMod(now - this.origin, TICK_NANOS));
				Thread.interrupted();
			}
			else {
				parkUntilArmed();
			}
		}
		fireAll();
	}

	private void parkUntilArmed() {
		if (!this.mode.compareAndSet(TURNING, PARKED)) {
			return;
		}
		// Whoever pushed before saw TURNING and wakes nobody: look once more.
		if (!isInboxEmpty()) {
			this.mode.compareAndSet(PARKED, TURNING);
		}
		while (this.mode.get() == PARKED) {
			LockSupport.park(this);
			Thread.interrupted();
		}
	}

	private boolean isInboxEmpty() {
		for (int stripe = 0; stripe < STRIPES; stripe++) {
			if (this.inbox.get(stripe * SPACING) != null) {
				return false;
			}
		}
		return true;
	}

	/** Takes in what was armed and fires what is due; on the timer's thread. */
	void advance(long now) {
		long current = Math.floorDiv(now - this.origin, TICK_NANOS);
		if (this.waiting == 0) {
			this.tick = current;
		}
		takeIn();
		if (current - this.tick >= SLOTS) {
			// After a long pause every slot is looked at, and none twice.
			this.tick = current - SLOTS + 1;
		}
		for (; this.tick <= current; this.tick++) {
			sweep((int) (this.tick & (SLOTS - 1)), now);
		}
	}

	private void takeIn() {
		for (int stripe = 0; stripe < STRIPES; stripe++) {
			Entry entry = this.inbox.getAndSet(stripe * SPACING, null);
			while (entry != null) {
				Entry next = entry.next;
				if (!entry.isCancelled()) {
					put(entry);
				}
				entry = next;
			}
		}
	}

	private void put(Entry entry) {
		long due = -Math.floorDiv(this.origin - entry.due, TICK_NANOS);
		int slot = (int) (Math.max(due, this.tick) & (SLOTS - 1));
		entry.next = this.slots[slot];
		this.slots[slot] = entry;
		this.waiting++;
	}

	private void sweep(int slot, long now) {
		Entry entry = this.slots[slot];
		this.slots[slot] = null;
		while (entry != null) {
			Entry next = entry.next;
			this.waiting--;
			if (!entry.isCancelled()) {
				if (entry.due - now <= 0) {
					fire(entry);
				}
				else {
					this.waiting++;
					entry.next = this.slots[slot];
					this.slots[slot] = entry;
				}
			}
			entry = next;
		}
	}

	private void fireAll() {
		do {
			takeIn();
			for (int slot = 0; slot < SLOTS; slot++) {
				Entry entry = this.slots[slot];
				this.slots[slot] = null;
				while (entry != null) {
					Entry next = entry.next;
					if (!entry.isCancelled()) {
						fire(entry);
					}
					entry = next;
				}
			}
		}
		while (!isInboxEmpty());
	}

	private static void fire(Entry entry) {
		entry.next = null;
		if (!entry.disarm()) {
			return;
		}
		try {
			entry.fired();
		}
		catch (Throwable ex) {
			// The thread of all calls' limits must not end.
			logger.error("Dropped what the end of a wait threw", ex);
		}
	}

	/** Something that waits. Armed again only after it has fired. */
	abstract static class Entry {

		private static final VarHandle CANCELLED = handle("cancelled");

		private static final VarHandle ARMED = handle("armed");

		private @Nullable Entry next;

		private long due;

		@SuppressWarnings("unused")
		private boolean cancelled;

		private boolean armed;

		/** Called on the timer's thread; never blocks. */
		abstract void fired();

		/** Says that it need not fire any more. It may fire all the same. */
		final void cancel() {
			CANCELLED.setRelease(this, true);
		}

		private boolean isCancelled() {
			return (boolean) CANCELLED.getAcquire(this);
		}

		/** Whoever disarms it decides: it fires, or was never armed. */
		private boolean disarm() {
			return ARMED.compareAndSet(this, true, false);
		}

		private static VarHandle handle(String field) {
			try {
				return MethodHandles.lookup().findVarHandle(Entry.class, field, boolean.class);
			}
			catch (ReflectiveOperationException ex) {
				throw new ExceptionInInitializerError(ex);
			}
		}

	}

}
