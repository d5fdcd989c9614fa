package io.alwayson.resilience;

import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicReference;

import io.alwayson.workload.context.CallContext;
import io.alwayson.workload.context.WorkloadContext;
import org.jspecify.annotations.Nullable;

/**
 * An attempt of a call that holds no thread. Its end, its alarm and its cancellation may
 * come from three threads at once: the lock of the call puts them in order, and only the
 * first of them counts. It may be cancelled before its launch has said how: whoever comes
 * second does it.
 */
final class AsyncAttempt<T extends @Nullable Object> extends Attempt {

	private static final Runnable CANCELLED = () -> {
	};

	private final AsyncCall<T> owner;

	private final AtomicReference<@Nullable Runnable> canceller = new AtomicReference<>();

	// Guarded by the lock of the call.

	private long hedgeAt;

	private boolean unanswered;

	private @Nullable T value;

	private @Nullable Throwable failure;

	AsyncAttempt(AsyncCall<T> owner, ProtectedCall call, boolean hedge) {
		super(call, hedge);
		this.owner = owner;
	}

	/** Has the alarm go off earlier, once. */
	void hedgeAt(long nanoTime) {
		this.hedgeAt = nanoTime;
	}

	/** When the alarm goes off next. */
	long alarmAt() {
		return (this.hedgeAt != 0) ? this.hedgeAt : dueAt();
	}

	/** Whether the alarm that went off means that it gets company; asked once. */
	boolean takeHedge() {
		boolean due = this.hedgeAt != 0;
		this.hedgeAt = 0;
		return due;
	}

	void launch() {
		Runnable launched;
		CallContext context = call().context(this);
		WorkloadContext.Scope scope = WorkloadContext.open(context);
		try {
			launched = this.owner.launch(context, this::end);
		}
		catch (Throwable ex) {
			end(null, ex);
			return;
		}
		finally {
			scope.close();
		}
		if (!this.canceller.compareAndSet(null, launched)) {
			launched.run();
		}
	}

	void cancelOperation() {
		Runnable launched = this.canceller.getAndSet(CANCELLED);
		if (launched != null) {
			launched.run();
		}
	}

	private void end(@Nullable T value, @Nullable Throwable failure) {
		this.owner.ended(this, value, failure, outcome(value, failure));
	}

	private AttemptOutcome outcome(@Nullable T value, @Nullable Throwable failure) {
		if (failure instanceof CancellationException || failure instanceof Error) {
			return AttemptOutcome.CANCELLED;
		}
		if (failure != null) {
			return AttemptOutcome.of(call().corridor().verdicts().classify(failure));
		}
		return this.owner.judge(value);
	}

	@Override
	void fired() {
		this.owner.alarm(this);
	}

	void ended(@Nullable T value, @Nullable Throwable failure) {
		this.value = value;
		this.failure = failure;
	}

	/** Says that its time is over. */
	void unanswered() {
		this.unanswered = true;
	}

	@Nullable T value() {
		return this.value;
	}

	/** What the caller gets of it, if that is an exception. */
	@Nullable Throwable failure() {
		return this.unanswered ? call().timeoutException(this, this.failure) : this.failure;
	}

	/** Lets go of what it yielded. */
	void discard() {
		this.owner.discard(this.value);
	}

}
