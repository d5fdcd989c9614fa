package io.alwayson.workload.binding;

import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Placeholders that nothing gave a value: the binder leaves them as they are written.
 */
final class Placeholders {

	static final String PROBLEM = "is a placeholder without a value";

	private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([^:}]+).*");

	private Placeholders() {
	}

	/** Name of the variable, or {@code null} if the value is no placeholder. */
	static @Nullable String variableOf(String value) {
		var placeholder = PLACEHOLDER.matcher(value);
		return placeholder.matches() ? placeholder.group(1) : null;
	}

	static String fix(String variable) {
		return "Set the environment variable or property " + variable;
	}

}
