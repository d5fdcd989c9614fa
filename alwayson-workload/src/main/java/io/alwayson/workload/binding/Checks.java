package io.alwayson.workload.binding;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * The small checks that every part of a declaration needs. The prefix is the full key of
 * the entry.
 */
final class Checks {

	private final Violations violations;

	private final String prefix;

	Checks(Violations violations, String prefix) {
		this.violations = violations;
		this.prefix = prefix;
	}

	/** Whether the value holds, so that what is derived from it can be checked. */
	boolean positive(String leaf, Duration value) {
		if (value.isNegative() || value.isZero()) {
			add(leaf, value, "must be longer than zero", "Use a duration such as 10s or 500ms");
			return false;
		}
		return true;
	}

	/** The value must be longer than zero and at most the limit. */
	void positiveUpTo(String leaf, Duration value, Duration max) {
		if (positive(leaf, value)) {
			upTo(leaf, value, max);
		}
	}

	/** The value must be at least zero and at most the limit. */
	void notNegativeUpTo(String leaf, Duration value, Duration max) {
		notNegative(leaf, value);
		upTo(leaf, value, max);
	}

	private void upTo(String leaf, Duration value, Duration max) {
		if (value.compareTo(max) > 0) {
			add(leaf, value, "is longer than " + DurationText.of(max), "Lower it");
		}
	}

	void notNegative(String leaf, Duration value) {
		if (value.isNegative()) {
			add(leaf, value, "must not be negative", "Use 0s or a duration such as 50ms");
		}
	}

	void notLonger(String leaf, Duration value, String limitLeaf, Duration limit) {
		if (value.compareTo(limit) > 0) {
			add(leaf, value, "is longer than " + limitLeaf + " " + DurationText.of(limit),
					"Lower " + leaf + " or raise " + limitLeaf);
		}
	}

	void atLeast(String leaf, int value, int min) {
		if (value < min) {
			add(leaf, value, "must be at least " + min, "Raise it");
		}
	}

	void notMore(String leaf, int value, String limitLeaf, int limit) {
		if (value > limit) {
			add(leaf, value, "is more than " + limitLeaf + " " + limit, "Lower " + leaf + " or raise " + limitLeaf);
		}
	}

	/** The share must be above zero and at most one. */
	void share(String leaf, double value) {
		if (!(value > 0 && value <= 1)) {
			add(leaf, value, "must be above 0 and at most 1", "Use a share such as 0.1");
		}
	}

	void add(String leaf, Object value, String problem, String fix) {
		this.violations.add(this.prefix + "." + leaf, value, problem, fix);
	}

	static <T> T first(@Nullable T override, T fallback) {
		return (override != null) ? override : fallback;
	}

}
