package io.alwayson.resilience;

import java.nio.channels.ClosedByInterruptException;

import io.alwayson.workload.context.WorkloadContext;
import org.jspecify.annotations.Nullable;

/**
 * Makes calls on the calling thread: runs the operation, waits, has it interrupted.
 */
final class CallingThreadDriver {

	private static final int MAX_DEPTH = 16;

	private final Corridor corridor;

	private final AttemptTimer timer;

	private final Timing.Sleeper sleeper;

	CallingThreadDriver(Corridor corridor, AttemptTimer timer, Timing.Sleeper sleeper) {
		this.corridor = corridor;
		this.timer = timer;
		this.sleeper = sleeper;
	}

	<T extends @Nullable Object, X extends Exception> T call(CallType type, Operation<T, X> operation) throws X {
		ProtectedCall call = this.corridor.begin(type, WorkloadContext.current());
		Attempt<T, X> last = null;
		while (true) {
			CallRejectedException rejection = call.before();
			if (rejection != null) {
				if (last == null) {
					throw rejection;
				}
				return last.result();
			}
			if (last != null) {
				// Not earlier: without another attempt the caller gets it.
				last.discard();
			}
			Attempt<T, X> attempt = new Attempt<>(operation);
			Next next = call.after(attempt.run(call));
			if (!(next instanceof Next.RetryAt retry)) {
				return attempt.result();
			}
			if (!sleepUntil(retry.nanoTime())) {
				call.abandon();
				return attempt.result();
			}
			last = attempt;
		}
	}

	private boolean sleepUntil(long nanoTime) {
		try {
			long left = nanoTime - this.corridor.now();
			while (left > 0) {
				this.sleeper.sleep(left);
				left = nanoTime - this.corridor.now();
			}
			return true;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	/** One attempt and what it yielded. */
	private final class Attempt<T extends @Nullable Object, X extends Exception> {

		private final Operation<T, X> operation;

		/** Set where there is no failure. */
		@SuppressWarnings("NullAway.Init")
		private T value;

		private @Nullable Exception failure;

		Attempt(Operation<T, X> operation) {
			this.operation = operation;
		}

		AttemptOutcome run(ProtectedCall call) {
			AttemptInterrupter interrupter = AttemptInterrupter.start(CallingThreadDriver.this.corridor, call,
					CallingThreadDriver.this.timer);
			try {
				this.value = runInside(call);
			}
			catch (Exception ex) {
				this.failure = ex;
			}
			catch (Throwable ex) {
				// An Error is nobody's answer: pass it on, and leave nothing behind.
				interrupter.end();
				call.after(AttemptOutcome.CANCELLED);
				throw ex;
			}
			if (interrupter.end()) {
				return expired(call);
			}
			return (this.failure != null) ? failed(this.failure)
					: AttemptOutcome.of(CallingThreadDriver.this.corridor.faultIn(this.operation, this.value));
		}

		private T runInside(ProtectedCall call) throws X {
			WorkloadContext.Scope scope = CallingThreadDriver.this.corridor.enter(call.context());
			try {
				return this.operation.run();
			}
			finally {
				scope.close();
			}
		}

		private AttemptOutcome failed(Exception failure) {
			return wasInterrupted(failure) ? AttemptOutcome.CANCELLED
					: AttemptOutcome.of(CallingThreadDriver.this.corridor.classify(failure));
		}

		private AttemptOutcome expired(ProtectedCall call) {
			boolean useful = call.remainingNanos() > 0;
			if (this.failure == null && useful) {
				Fault fault = CallingThreadDriver.this.corridor.faultIn(this.operation, this.value);
				return (fault == null || !fault.isFailure()) ? AttemptOutcome.LATE : AttemptOutcome.TIMEOUT;
			}
			discard();
			this.failure = call.timeoutException(this.failure);
			return AttemptOutcome.TIMEOUT;
		}

		void discard() {
			if (this.failure == null) {
				CallingThreadDriver.this.corridor.discard(this.operation, this.value);
			}
		}

		@SuppressWarnings("unchecked")
		T result() throws X {
			if (this.failure != null) {
				// X, or unchecked: the operation and we throw nothing else.
				throw (X) this.failure;
			}
			return this.value;
		}

	}

	/** By somebody else: the attempt had time left. */
	private static boolean wasInterrupted(Throwable failure) {
		if (Thread.currentThread().isInterrupted()) {
			return true;
		}
		Throwable current = failure;
		for (int depth = 0; current != null && depth < MAX_DEPTH; depth++) {
			if (current instanceof InterruptedException || current instanceof ClosedByInterruptException) {
				return true;
			}
			current = current.getCause();
		}
		return false;
	}

}
