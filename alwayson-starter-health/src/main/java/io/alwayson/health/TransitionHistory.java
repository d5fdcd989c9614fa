package io.alwayson.health;

import java.util.ArrayList;
import java.util.List;

/**
 * The last 50 transitions, to be looked at. Written by the monitor only; any thread reads
 * an immutable snapshot and never waits.
 */
public final class TransitionHistory implements StampHealthListener {

	/** How many are kept. */
	public static final int CAPACITY = 50;

	private volatile List<StampTransition> latest = List.of();

	/** The last transitions, the newest first. Immutable. */
	public List<StampTransition> latest() {
		return this.latest;
	}

	@Override
	public void onTransition(StampTransition transition) {
		List<StampTransition> known = this.latest;
		List<StampTransition> next = new ArrayList<>(CAPACITY);
		next.add(transition);
		next.addAll(known.subList(0, Math.min(known.size(), CAPACITY - 1)));
		this.latest = List.copyOf(next);
	}

}
