package io.alwayson.workload;

import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Finds the declared HTTP service that a request is meant for: the one whose endpoint has
 * the same origin (scheme, host, port). Where several share an origin, the one with the
 * longest path that the request's path begins with. Immutable.
 */
public final class DeclaredOrigins {

	private final Map<String, List<Entry>> entries = new HashMap<>();

	/** Knows the endpoints of declared {@code http} and {@code stamp-service} entries. */
	public DeclaredOrigins(Workload workload) {
		for (Dependency dependency : workload.dependencies().values()) {
			Target target = dependency.target();
			Endpoint endpoint = target.endpoint();
			if (endpoint != null && (target instanceof Target.Http || target instanceof Target.StampService)) {
				String origin = origin(endpoint.uri());
				if (origin != null) {
					this.entries.computeIfAbsent(origin, (key) -> new ArrayList<>())
						.add(new Entry(path(endpoint.uri()), dependency));
				}
			}
		}
		Comparator<Entry> longestFirst = Comparator.comparingInt((entry) -> -entry.path().length());
		this.entries.values().forEach((list) -> list.sort(longestFirst));
	}

	/** Whether no origin is declared. */
	public boolean isEmpty() {
		return this.entries.isEmpty();
	}

	/** The dependency at that address, or {@code null}. */
	public @Nullable Dependency find(URI uri) {
		String origin = origin(uri);
		List<Entry> candidates = (origin != null) ? this.entries.get(origin) : null;
		if (candidates == null) {
			return null;
		}
		if (candidates.size() == 1) {
			return candidates.get(0).dependency();
		}
		String path = path(uri);
		for (Entry candidate : candidates) {
			if (path.startsWith(candidate.path())) {
				return candidate.dependency();
			}
		}
		return null;
	}

	private static @Nullable String origin(URI uri) {
		String scheme = uri.getScheme();
		String host = uri.getHost();
		if (scheme == null || host == null) {
			return null;
		}
		String lowerScheme = scheme.toLowerCase(Locale.ROOT);
		int port = (uri.getPort() >= 0) ? uri.getPort() : ("https".equals(lowerScheme) ? 443 : 80);
		return lowerScheme + "://" + host.toLowerCase(Locale.ROOT) + ":" + port;
	}

	/** With a slash at its end, so that {@code /a} is no beginning of {@code /ab}. */
	private static String path(URI uri) {
		String path = (uri.getRawPath() != null) ? uri.getRawPath() : "";
		return path.endsWith("/") ? path : path + "/";
	}

	private record Entry(String path, Dependency dependency) {
	}

}
