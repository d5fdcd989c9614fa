package io.alwayson.resilience;

import org.jspecify.annotations.Nullable;

/**
 * One operation on a dependency, run once for each attempt; where a slow attempt gets
 * company, on two threads at once. It should do one thing: what an operation of several
 * requests has done when it fails, nobody can tell.
 *
 * @param <T> what it yields
 * @param <X> the checked exception it throws; a lambda that throws none makes it
 * {@link RuntimeException}
 */
@FunctionalInterface
public interface Operation<T extends @Nullable Object, X extends Exception> extends Answers<T> {

	/** Runs the operation. What it throws reaches the caller unchanged. */
	T run() throws X;

}
