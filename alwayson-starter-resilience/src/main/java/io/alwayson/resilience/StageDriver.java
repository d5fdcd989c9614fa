package io.alwayson.resilience;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;

import io.alwayson.workload.context.CallContext;
import io.micrometer.context.ContextSnapshotFactory;
import org.jspecify.annotations.Nullable;

/**
 * Makes calls of operations that are {@link CompletionStage}s.
 */
final class StageDriver {

	private static final ContextSnapshotFactory SNAPSHOTS = ContextSnapshotFactory.builder().build();

	private final Corridor corridor;

	StageDriver(Corridor corridor) {
		this.corridor = corridor;
	}

	<T extends @Nullable Object> CompletableFuture<T> call(CallType type, CallContext context,
			StageOperation<T> operation) {
		StageCall<T> call = new StageCall<>(this.corridor, type, context, operation);
		call.result.whenComplete((value, failure) -> {
			if (call.result.isCancelled()) {
				call.cancel();
			}
		});
		call.start();
		return call.result;
	}

	/** One call. */
	private static final class StageCall<T extends @Nullable Object> extends AsyncCall<T> {

		private final StageOperation<T> operation;

		private final CompletableFuture<T> result = new CompletableFuture<>();

		StageCall(Corridor corridor, CallType type, CallContext context, StageOperation<T> operation) {
			super(corridor, type, context, operation, SNAPSHOTS.captureAll(), corridor.machinery().workers());
			this.operation = operation;
		}

		@Override
		protected Runnable launch(CallContext context, BiConsumer<@Nullable T, @Nullable Throwable> end) {
			CompletionStage<T> stage = this.operation.begin();
			stage.whenComplete((value, failure) -> end.accept(value, unwrap(failure)));
			return () -> stage.toCompletableFuture().cancel(true);
		}

		/** Stages wrap what went wrong in the stage before them. */
		private static @Nullable Throwable unwrap(@Nullable Throwable failure) {
			return (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause()
					: failure;
		}

		@Override
		@SuppressWarnings("NullAway")
		protected void succeed(@Nullable T value) {
			if (!this.result.complete(value)) {
				// Cancelled at the same moment.
				discard(value);
			}
		}

		@Override
		protected void fail(Throwable failure) {
			this.result.completeExceptionally(failure);
		}

	}

}
