package io.alwayson.resilience;

/**
 * Makes for a kind of client what its first call would have to wait for: tokens,
 * connections, links. A bean of an adapter.
 */
@FunctionalInterface
public interface ClientWarmUp {

	/**
	 * Makes the connection to a dependency, or does nothing for a client of another kind.
	 * May be interrupted.
	 * @param dependency declared name
	 * @param client that the application has
	 * @return whether the client is of its kind
	 * @throws Exception why there is none; it is logged, and nothing else happens
	 */
	boolean warm(String dependency, Object client) throws Exception;

}
