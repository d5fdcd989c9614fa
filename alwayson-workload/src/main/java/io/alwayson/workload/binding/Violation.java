package io.alwayson.workload.binding;

import org.jspecify.annotations.Nullable;

/**
 * One thing that is wrong with a declaration.
 *
 * @param key full key
 * @param value what was written there, or {@code null} if nothing was, or if it might be
 * a secret
 * @param problem what is wrong with it
 * @param fix what to do
 */
public record Violation(String key, @Nullable String value, String problem, String fix) {

	@Override
	public String toString() {
		return this.key + ((this.value != null) ? " = '" + this.value + "'" : "") + ": " + this.problem + ". "
				+ this.fix + ".";
	}

}
