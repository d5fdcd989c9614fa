package io.alwayson.resilience;

import java.util.Collection;
import java.util.function.Function;

import io.alwayson.workload.Dependency;

/**
 * Knows how the clients that a builder makes are protected. For adapters of client
 * libraries: beans of this type are found. Thread-safe.
 *
 * @param <B> the builder
 */
public interface ClientBuilderAdapter<B> {

	/** The builders that it knows. */
	Class<B> type();

	/**
	 * Has the clients that a builder will make go through corridors, and leaves retries
	 * to them. Reaches no network.
	 * @param builder complete but for what a customizer may still change
	 * @param declared dependencies whose clients are ours to protect
	 * @param corridors by name; asked when a request is made, and not before
	 * @return whether what the clients will talk to is declared; if not, the builder is
	 * as it was
	 */
	boolean protect(B builder, Collection<Dependency> declared, Function<String, Corridor> corridors);

}
