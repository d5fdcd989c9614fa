package io.alwayson.workload.context;

import java.util.function.BiConsumer;

/**
 * What travels with each message to a declared dependency, for whoever receives it: the
 * trace, the correlation id. Beans of this type are asked for each message, on the thread
 * that sends it; what they throw is dropped.
 */
@FunctionalInterface
public interface MessageHeaders {

	/**
	 * Tells names and values; a property of that name that the message has stays.
	 * @param headers takes them
	 */
	void addTo(BiConsumer<String, String> headers);

}
