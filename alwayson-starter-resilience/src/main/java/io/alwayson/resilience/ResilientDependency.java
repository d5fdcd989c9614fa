package io.alwayson.resilience;

import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

/**
 * The protected way to one declared dependency. Immutable and thread-safe: keep it.
 */
public final class ResilientDependency {

	private final Corridor corridor;

	private final CallType type;

	ResilientDependency(Corridor corridor, CallType type) {
		this.corridor = corridor;
		this.type = type;
	}

	/**
	 * The same for operations of which doing it twice is as good as doing it once: only
	 * they are retried after failures that may have been processed.
	 */
	public ResilientDependency idempotent() {
		return new ResilientDependency(this.corridor, CallType.IDEMPOTENT_WRITE);
	}

	/**
	 * Runs the operation under protection, on the calling thread. An attempt that takes
	 * too long is interrupted; a result that comes late all the same is returned if the
	 * deadline has not passed.
	 * @return what the last attempt yielded
	 * @throws X what the last attempt threw, unchanged
	 * @throws CallRejectedException if protection ended the call: deadline, open circuit
	 * breaker
	 * @throws AttemptTimeoutException if the last attempt took too long; the cause is
	 * what it threw
	 */
	public <T extends @Nullable Object, X extends Exception> T call(Operation<T, X> operation) throws X {
		return this.corridor.call(this.type, operation);
	}

	/**
	 * Begins the operation under protection and holds no thread while it runs.
	 * @return ends with what the last attempt yielded, or exceptionally with what
	 * {@link #call} throws; cancelling it cancels the running attempt. Stages that follow
	 * run on the thread of the operation, or on one of ours where a wait ended the call
	 */
	public <T extends @Nullable Object> CompletableFuture<T> callAsync(StageOperation<T> operation) {
		return this.corridor.callAsync(this.type, operation);
	}

	/** How calls to this dependency are protected. */
	public ResilienceDescription describe() {
		return ResilienceDescription.of(this.corridor);
	}

}
