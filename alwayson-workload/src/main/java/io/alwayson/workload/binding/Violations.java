package io.alwayson.workload.binding;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Collects what is wrong, so that one start says all of it.
 */
final class Violations {

	private static final int MAX_VALUE_LENGTH = 80;

	private final List<Violation> violations = new ArrayList<>();

	void add(String key, @Nullable Object value, String problem, String fix) {
		this.violations.add(new Violation(key, (value != null) ? printable(value) : null, problem, fix));
	}

	/** For values that might hold a secret: they are not repeated. */
	void addHidden(String key, String problem, String fix) {
		this.violations.add(new Violation(key, null, problem, fix));
	}

	boolean isEmpty() {
		return this.violations.isEmpty();
	}

	List<Violation> all() {
		return List.copyOf(this.violations);
	}

	private static String printable(Object value) {
		String text = DurationText.of(value).replaceAll("\\p{Cntrl}", "?");
		return (text.length() <= MAX_VALUE_LENGTH) ? text : text.substring(0, MAX_VALUE_LENGTH) + "...";
	}

}
