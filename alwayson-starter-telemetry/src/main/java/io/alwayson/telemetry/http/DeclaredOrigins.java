package io.alwayson.telemetry.http;

import java.net.URI;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

import io.alwayson.workload.Dependency;
import io.alwayson.workload.Target;
import io.alwayson.workload.Workload;
import org.jspecify.annotations.Nullable;

/**
 * The origins (scheme, host, port) of declared {@code http} and {@code stamp-service}
 * dependencies. Correlation ids go nowhere else: they may tell a stranger who his
 * neighbours are.
 */
public final class DeclaredOrigins {

	private final Set<String> origins;

	/** Reads the declaration. */
	public DeclaredOrigins(Workload workload) {
		this.origins = workload.dependencies()
			.values()
			.stream()
			.map(DeclaredOrigins::addressOf)
			.filter(Objects::nonNull)
			.map(DeclaredOrigins::originOf)
			.collect(Collectors.toUnmodifiableSet());
	}

	boolean contain(URI uri) {
		return !this.origins.isEmpty() && this.origins.contains(originOf(uri));
	}

	private static @Nullable URI addressOf(Dependency dependency) {
		if (dependency.target() instanceof Target.Http http) {
			return http.endpoint().uri();
		}
		return (dependency.target() instanceof Target.StampService service) ? service.endpoint().uri() : null;
	}

	private static String originOf(URI uri) {
		String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
		int port = (uri.getPort() >= 0) ? uri.getPort() : scheme.equals("https") ? 443 : 80;
		return scheme + "://" + String.valueOf(uri.getHost()).toLowerCase(Locale.ROOT) + ":" + port;
	}

}
