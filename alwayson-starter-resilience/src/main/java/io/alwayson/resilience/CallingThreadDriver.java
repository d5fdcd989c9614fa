package io.alwayson.resilience;

import io.alwayson.workload.context.CallContext;
import org.jspecify.annotations.Nullable;

/**
 * Makes calls on the calling thread: runs the operation, waits, has it interrupted.
 */
final class CallingThreadDriver {

	private final Corridor corridor;

	CallingThreadDriver(Corridor corridor) {
		this.corridor = corridor;
	}

	<T extends @Nullable Object, X extends Exception> T call(CallType type, CallContext context,
			Operation<T, X> operation) throws X {
		ProtectedCall call = new ProtectedCall(this.corridor, type, context);
		ThreadAttempt<T, X> last = null;
		while (true) {
			HedgeRace.First<T, X> first = call.mayBeHedged() ? new HedgeRace.First<>(call) : null;
			ThreadAttempt<T, X> attempt = (first != null) ? first : new ThreadAttempt<>(call, false);
			CallRejectedException rejection = call.before(attempt);
			if (rejection != null) {
				return (last != null) ? result(call, last, operation) : rejected(call, operation, rejection);
			}
			if (last != null) {
				// Not earlier: without another attempt the caller gets it.
				last.discard(operation);
			}
			Next next;
			long hedgeAt = (first != null) ? call.hedgeAt(first) : 0;
			if (first == null || hedgeAt == 0) {
				last = attempt;
				next = call.after(attempt, run(call, attempt, operation));
			}
			else {
				HedgeRace<T, X> race = new HedgeRace<>(call, first, operation, hedgeAt);
				next = race.run();
				last = race.decisive();
			}
			if (!(next instanceof Next.RetryAt retry)) {
				return result(call, last, operation);
			}
			if (!sleepUntil(retry.nanoTime())) {
				call.abandon();
				return last.take();
			}
		}
	}

	private static <T extends @Nullable Object, X extends Exception> AttemptOutcome run(ProtectedCall call,
			ThreadAttempt<T, X> attempt, Operation<T, X> operation) {
		try {
			return attempt.run(operation);
		}
		catch (Error ex) {
			call.after(attempt, AttemptOutcome.CANCELLED);
			throw ex;
		}
	}

	private <T extends @Nullable Object, X extends Exception> T rejected(ProtectedCall call, Operation<T, X> operation,
			CallRejectedException rejection) {
		Substitutes.Substitute<T> substitute = call.usesFallback()
				? this.corridor.fallBack(call.type(), operation, rejection, null) : null;
		if (substitute == null) {
			throw rejection;
		}
		return substitute.value();
	}

	private <T extends @Nullable Object, X extends Exception> T result(ProtectedCall call, ThreadAttempt<T, X> last,
			Operation<T, X> operation) throws X {
		if (call.usesFallback()) {
			Substitutes.Substitute<T> substitute = this.corridor.fallBack(call.type(), operation, last.failure(),
					last.value());
			if (substitute != null) {
				last.discard(operation);
				return substitute.value();
			}
		}
		return last.take();
	}

	private boolean sleepUntil(long nanoTime) {
		try {
			long left = nanoTime - this.corridor.now();
			while (left > 0) {
				this.corridor.machinery().timing().sleeper().sleep(left);
				left = nanoTime - this.corridor.now();
			}
			return true;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

}
