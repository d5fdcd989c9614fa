package io.alwayson.workload;

import java.net.URI;

import org.jspecify.annotations.Nullable;

/**
 * Where a dependency is reached. Its text never shows a secret.
 *
 * @param uri address of the service, without user information and query
 * @param connectionString the whole connection string where one was declared (environment
 * {@code local} only: it may hold the key of an emulator), else {@code null}
 */
public record Endpoint(URI uri, @Nullable String connectionString) {

	/** An endpoint that is reached with the shared credential. */
	public static Endpoint of(URI uri) {
		return new Endpoint(uri, null);
	}

	/**
	 * Whether an address, as a client of a service tells it, is this endpoint: the same
	 * host, port and path. The scheme counts only for a port that is not said.
	 * @param address anything; what is no address is no endpoint
	 */
	public boolean isAt(@Nullable String address) {
		if (address == null) {
			return false;
		}
		try {
			URI other = URI.create(address);
			return String.valueOf(this.uri.getHost()).equalsIgnoreCase(other.getHost()) && port(this.uri) == port(other)
					&& path(this.uri).equals(path(other));
		}
		catch (IllegalArgumentException ex) {
			return false;
		}
	}

	private static int port(URI uri) {
		return (uri.getPort() >= 0) ? uri.getPort() : ("http".equalsIgnoreCase(uri.getScheme()) ? 80 : 443);
	}

	private static String path(URI uri) {
		String path = (uri.getRawPath() != null) ? uri.getRawPath() : "";
		return path.endsWith("/") ? path : path + "/";
	}

	@Override
	public String toString() {
		return this.uri.toString();
	}

}
