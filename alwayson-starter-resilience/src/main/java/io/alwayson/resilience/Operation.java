package io.alwayson.resilience;

import org.jspecify.annotations.Nullable;

/**
 * One operation on a dependency, run once for each attempt. It should do one thing: what
 * an operation of several requests has done when it fails, nobody can tell.
 *
 * @param <T> what it yields
 * @param <X> the checked exception it throws; a lambda that throws none makes it
 * {@link RuntimeException}
 */
@FunctionalInterface
public interface Operation<T extends @Nullable Object, X extends Exception> {

	/** Runs the operation. What it throws reaches the caller unchanged. */
	T run() throws X;

	/**
	 * What is wrong with a result that is no exception, for example a response with
	 * status 503, or {@code null} if it is an answer.
	 */
	default @Nullable Fault faultIn(T result) {
		return null;
	}

	/** Lets go of a result that the caller will not see. */
	default void discard(T result) {
	}

}
