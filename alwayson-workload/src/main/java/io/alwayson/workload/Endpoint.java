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

	@Override
	public String toString() {
		return this.uri.toString();
	}

}
