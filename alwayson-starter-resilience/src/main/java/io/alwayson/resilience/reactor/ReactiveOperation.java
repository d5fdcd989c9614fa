package io.alwayson.resilience.reactor;

import io.alwayson.resilience.Answers;
import reactor.core.publisher.Mono;

/**
 * One operation on a dependency, subscribed to once for each attempt.
 *
 * @param <T> what it yields
 */
@FunctionalInterface
public interface ReactiveOperation<T> extends Answers<T> {

	/** A new attempt. */
	Mono<T> attempt();

}
