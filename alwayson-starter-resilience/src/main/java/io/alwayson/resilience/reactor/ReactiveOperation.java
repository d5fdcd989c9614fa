package io.alwayson.resilience.reactor;

import io.alwayson.resilience.Fault;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * One operation on a dependency, subscribed to once for each attempt.
 *
 * @param <T> what it yields
 */
@FunctionalInterface
public interface ReactiveOperation<T> {

	/** A new attempt. */
	Mono<T> attempt();

	/**
	 * What is wrong with a result that is no error, or {@code null} if it is an answer.
	 */
	default @Nullable Fault faultIn(T result) {
		return null;
	}

	/** Lets go of a result that the subscriber will not see. */
	default void discard(T result) {
	}

}
