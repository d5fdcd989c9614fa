package io.alwayson.resilience;

import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

/**
 * One operation on a dependency that tells its end later, begun once for each attempt.
 *
 * @param <T> what it yields
 */
@FunctionalInterface
public interface StageOperation<T extends @Nullable Object> extends Answers<T> {

	/**
	 * Begins an attempt; never blocks. An attempt that nobody waits for any more is
	 * cancelled through {@link CompletionStage#toCompletableFuture()}.
	 */
	CompletionStage<T> begin();

}
