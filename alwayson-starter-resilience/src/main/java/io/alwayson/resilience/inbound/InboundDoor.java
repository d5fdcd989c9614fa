package io.alwayson.resilience.inbound;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

import io.alwayson.resilience.inbound.InboundListener.Decision;
import io.alwayson.workload.Criticality;
import io.alwayson.workload.Inbound;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets requests in while there is room. What matters less has less room, so that it is
 * refused first and what matters most still finds some: a request of high criticality may
 * use all of the limit, one of medium criticality four fifths, one of low criticality
 * three fifths. Thread-safe, without locks.
 */
public final class InboundDoor {

	private static final Logger logger = LoggerFactory.getLogger(InboundDoor.class);

	private static final double SHARE_OF_MEDIUM = 0.8;

	private static final double SHARE_OF_LOW = 0.6;

	private final Inbound.Limit mode;

	private final LoadLimit limit;

	private final LongSupplier nanoTime;

	private final List<InboundListener> listeners;

	private final AtomicInteger inFlight = new AtomicInteger();

	/**
	 * Creates a door.
	 * @param mode whether it refuses, or counts what it would refuse
	 * @param limit how much room there is
	 * @param nanoTime the scale of {@link System#nanoTime()}
	 * @param listeners told of each request
	 */
	public InboundDoor(Inbound.Limit mode, LoadLimit limit, LongSupplier nanoTime, List<InboundListener> listeners) {
		this.mode = mode;
		this.limit = limit;
		this.nanoTime = nanoTime;
		this.listeners = List.copyOf(listeners);
	}

	/**
	 * Lets a request in.
	 * @return to be ended exactly once, or {@code null} if it is refused
	 */
	public @Nullable Admission admit(Criticality criticality) {
		if (this.mode == Inbound.Limit.OFF) {
			tell(criticality, Decision.ADMITTED);
			return new Admission(criticality, 0);
		}
		int before = this.inFlight.get();
		boolean room = before < room(criticality);
		while (room && !this.inFlight.compareAndSet(before, before + 1)) {
			before = this.inFlight.get();
			room = before < room(criticality);
		}
		if (!room) {
			if (this.mode == Inbound.Limit.ENFORCE) {
				tell(criticality, Decision.SHED);
				return null;
			}
			before = this.inFlight.getAndIncrement();
		}
		tell(criticality, room ? Decision.ADMITTED : Decision.OBSERVED);
		return new Admission(criticality, before + 1);
	}

	/** Says that a request was refused because its answer was due already. */
	public void expired(Criticality criticality) {
		tell(criticality, Decision.EXPIRED);
	}

	private int room(Criticality criticality) {
		int all = this.limit.limit();
		return switch (criticality) {
			case HIGH -> all;
			case MEDIUM -> (int) Math.ceil(all * SHARE_OF_MEDIUM);
			case LOW -> (int) Math.ceil(all * SHARE_OF_LOW);
		};
	}

	private void tell(Criticality criticality, Decision decision) {
		for (InboundListener listener : this.listeners) {
			try {
				listener.onRequest(criticality, decision);
			}
			catch (RuntimeException ex) {
				logger.debug("Dropped what a listener threw: {}", listener.getClass().getName(), ex);
			}
		}
	}

	/** How many requests may be at work now. */
	public int limit() {
		return this.limit.limit();
	}

	/** How many are. */
	public int inFlight() {
		return this.inFlight.get();
	}

	/** A request that was let in. Thread-safe. */
	public final class Admission {

		private final long startedAt = InboundDoor.this.nanoTime.getAsLong();

		private final Criticality criticality;

		/** 0 for one that takes no room. */
		private final AtomicInteger inFlight;

		private Admission(Criticality criticality, int inFlight) {
			this.criticality = criticality;
			this.inFlight = new AtomicInteger(inFlight);
		}

		/**
		 * Whether it would have been let in had it been known to matter that little: its
		 * handler may say so later than its path.
		 */
		public boolean holdsFor(Criticality lower) {
			int others = InboundDoor.this.inFlight.get() - 1;
			if (InboundDoor.this.mode == Inbound.Limit.OFF || lower.compareTo(this.criticality) <= 0
					|| others < room(lower)) {
				return true;
			}
			boolean refuses = InboundDoor.this.mode == Inbound.Limit.ENFORCE;
			tell(lower, refuses ? Decision.SHED : Decision.OBSERVED);
			return !refuses;
		}

		/**
		 * Says that the request was answered; the first word counts.
		 * @param teaches whether the time that took says something about load: not where
		 * it failed, or waited for its caller
		 */
		public void end(boolean teaches) {
			int mine = this.inFlight.getAndSet(0);
			if (mine > 0) {
				InboundDoor.this.inFlight.decrementAndGet();
				if (teaches) {
					InboundDoor.this.limit.onAnswer(this.startedAt,
							InboundDoor.this.nanoTime.getAsLong() - this.startedAt, mine);
				}
			}
		}

	}

}
