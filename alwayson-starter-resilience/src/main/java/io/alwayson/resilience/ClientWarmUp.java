package io.alwayson.resilience;

/**
 * Makes for a kind of client what its first call would have to wait for: tokens,
 * connections, links. A bean of an adapter.
 *
 * @param <C> the client
 * @param type of the client
 * @param step makes it
 */
public record ClientWarmUp<C>(Class<C> type, Step<C> step) {

	/** Warms a client up if it is one of that type. */
	void warm(String dependency, Object client) throws Exception {
		if (this.type.isInstance(client)) {
			this.step.warm(dependency, this.type.cast(client));
		}
	}

	/**
	 * What is to be done.
	 *
	 * @param <C> the client
	 */
	@FunctionalInterface
	public interface Step<C> {

		/**
		 * Makes the connection to a dependency.
		 * @param dependency declared name
		 * @param client that the application has
		 * @throws Exception why there is none; it is logged, and nothing else happens
		 */
		void warm(String dependency, C client) throws Exception;

	}

}
