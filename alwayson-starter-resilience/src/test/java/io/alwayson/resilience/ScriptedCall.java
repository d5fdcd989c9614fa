package io.alwayson.resilience;

import java.util.ArrayDeque;
import java.util.Deque;

import io.alwayson.workload.context.CallContext;
import org.jspecify.annotations.Nullable;

/**
 * The decisions about one call, asked by a test in place of a driver: attempts end in the
 * order in which they began, unless the test says otherwise.
 */
final class ScriptedCall {

	private final ProtectedCall call;

	private final Deque<Attempt> running = new ArrayDeque<>();

	private Attempt latest;

	ScriptedCall(Corridor corridor, CallType type, CallContext context) {
		this.call = new ProtectedCall(corridor, type, context);
		this.latest = new ScriptedAttempt(this.call, false);
	}

	@Nullable CallRejectedException before() {
		return begin(false);
	}

	/** Begins a hedge, if one may start. */
	boolean hedge() {
		return this.call.mayHedge() && begin(true) == null;
	}

	private @Nullable CallRejectedException begin(boolean hedge) {
		Attempt attempt = new ScriptedAttempt(this.call, hedge);
		CallRejectedException rejection = this.call.before(attempt);
		if (rejection == null) {
			this.running.add(attempt);
			this.latest = attempt;
		}
		return rejection;
	}

	Next after(AttemptOutcome outcome) {
		return this.call.after(this.running.remove(), outcome);
	}

	/** Ends the attempt that began last. */
	Next afterLatest(AttemptOutcome outcome) {
		return this.call.after(this.running.removeLast(), outcome);
	}

	void expire() {
		this.call.expire(this.running.element());
	}

	/** When the latest attempt gets company, 0 for never. */
	long hedgeAt() {
		return this.call.hedgeAt(this.latest);
	}

	CallContext context() {
		return this.call.context(this.latest);
	}

	long attemptTimeoutNanos() {
		return this.latest.timeoutNanos();
	}

	long remainingNanos() {
		return this.call.remainingNanos();
	}

	int attempt() {
		return this.call.attempts();
	}

	boolean usesFallback() {
		return this.call.usesFallback();
	}

	RuntimeException timeoutException() {
		return this.call.timeoutException(this.latest, null);
	}

	/** Without a clock of its own. */
	private static final class ScriptedAttempt extends Attempt {

		ScriptedAttempt(ProtectedCall call, boolean hedge) {
			super(call, hedge);
		}

		@Override
		void fired() {
			throw new IllegalStateException("nobody armed it");
		}

	}

}
