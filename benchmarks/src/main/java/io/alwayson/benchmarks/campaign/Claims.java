package io.alwayson.benchmarks.campaign;

import java.util.ArrayList;
import java.util.List;

/** What is claimed of ours, and what of that was not true. */
final class Claims {

	private final List<String> broken = new ArrayList<>();

	/** Notes whether something holds. */
	void claim(String subject, String what, boolean holds) {
		if (!holds) {
			this.broken.add(subject + ": not true that " + what);
		}
	}

	/** Prints the judgement and returns it. */
	boolean hold() {
		this.broken.forEach(System.out::println);
		System.out.println(this.broken.isEmpty() ? "holds" : "DOES NOT HOLD");
		return this.broken.isEmpty();
	}

}
