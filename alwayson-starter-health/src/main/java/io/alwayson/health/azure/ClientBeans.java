package io.alwayson.health.azure;

import java.util.List;

import io.alwayson.workload.Dependency;
import org.jspecify.annotations.Nullable;

/**
 * What the application has already. Only {@link #has} may be asked before the application
 * has started: the others may make beans.
 */
public interface ClientBeans {

	/** Whether there is any bean of that type; makes none. */
	boolean has(Class<?> type);

	/** The only or primary bean of that type, or {@code null}. */
	<T> @Nullable T only(Class<T> type);

	/**
	 * The bean that is bound to the dependency, by its name or by {@code client: bean:x},
	 * if it is of that type; else {@code null}.
	 */
	<T> @Nullable T bound(Class<T> type, Dependency dependency);

	/** All beans of that type, whatever they are declared for. */
	<T> List<T> all(Class<T> type);

	/**
	 * All beans of that type, for the check to look for one of the same endpoint. Empty
	 * where the dependency says {@code client: none}.
	 */
	<T> List<T> all(Class<T> type, Dependency dependency);

}
