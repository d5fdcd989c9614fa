package io.alwayson.resilience;

import org.jspecify.annotations.Nullable;

/**
 * What a door knows about the answers to its operations.
 *
 * @param <T> what an operation yields
 */
public interface Answers<T extends @Nullable Object> {

	/**
	 * What is wrong with a result that is no exception, for example a response with
	 * status 503, or {@code null} if it is an answer.
	 */
	default @Nullable Fault faultIn(T result) {
		return null;
	}

	/** The region that gave a result, where that is known. */
	default @Nullable String regionOf(T result) {
		return null;
	}

	/** Lets go of a result that the caller will not see. */
	default void discard(T result) {
	}

	/** What is asked, for a fallback to look at, or {@code null}. */
	default @Nullable Object request() {
		return null;
	}

	/**
	 * Makes a result of what a fallback answered.
	 * @throws IllegalArgumentException if it cannot be one: then the fallback has
	 * declined. Unless a door knows better anything is taken, and one of the wrong type
	 * is a {@link ClassCastException} where the caller uses it
	 */
	@SuppressWarnings({ "unchecked", "NullAway" })
	default T fromFallback(@Nullable Object answer) {
		return (T) answer;
	}

}
