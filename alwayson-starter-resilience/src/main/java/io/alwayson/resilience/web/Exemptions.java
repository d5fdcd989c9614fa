package io.alwayson.resilience.web;

import java.util.Collection;
import java.util.List;

/**
 * Paths that are always let in: who is overloaded must still be seen, and steered.
 * Immutable.
 */
public final class Exemptions {

	/** Answered by the health starter, or by Boot under its additional paths. */
	private static final List<String> PROBES = List.of("/livez", "/readyz", "/health/stamp");

	private final List<String> paths;

	/**
	 * Creates exemptions.
	 * @param paths of Actuator's endpoints on this port, within the application
	 */
	public Exemptions(Collection<String> paths) {
		this.paths = paths.stream().filter((path) -> path.length() > 1).toList();
	}

	boolean include(String path) {
		return PROBES.contains(path) || this.paths.stream().anyMatch((prefix) -> isWithin(path, prefix));
	}

	private static boolean isWithin(String path, String prefix) {
		return path.startsWith(prefix) && (path.length() == prefix.length() || path.charAt(prefix.length()) == '/');
	}

}
