package io.alwayson.resilience.azure;

import java.util.List;

/**
 * The clients that an application has of its own.
 */
public interface ApplicationClients {

	/** All of that type; makes those that are lazy. Never throws. */
	<T> List<T> all(Class<T> type);

}
