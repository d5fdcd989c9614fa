package io.alwayson.health;

import java.util.ArrayList;
import java.util.List;

/**
 * The last 50 transitions, to be looked at: of nodes, and moves of the kill switch. That
 * its store is silent is not among them, for one that comes and goes would push
 * everything else out. Written by the monitor only; any thread reads an immutable
 * snapshot and never waits.
 */
public final class TransitionHistory implements StampHealthListener {

	/** How many are kept. */
	public static final int CAPACITY = 50;

	private volatile List<Transition> latest = List.of();

	/** The last transitions, the newest first. Immutable. */
	public List<Transition> latest() {
		return this.latest;
	}

	@Override
	public void onTransition(StampTransition transition) {
		keep(transition);
	}

	@Override
	public void onSwitch(SwitchTransition transition) {
		if (transition.isMoved()) {
			keep(transition);
		}
	}

	private void keep(Transition transition) {
		List<Transition> known = this.latest;
		List<Transition> next = new ArrayList<>(CAPACITY);
		next.add(transition);
		next.addAll(known.subList(0, Math.min(known.size(), CAPACITY - 1)));
		this.latest = List.copyOf(next);
	}

}
