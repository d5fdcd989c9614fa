package io.alwayson.resilience.reactor;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

import io.alwayson.resilience.AttemptOutcome;
import io.alwayson.resilience.CallRejectedException;
import io.alwayson.resilience.CallType;
import io.alwayson.resilience.Corridor;
import io.alwayson.resilience.Next;
import io.alwayson.resilience.ProtectedCall;
import io.alwayson.workload.context.CallContext;
import io.alwayson.workload.context.WorkloadContext;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Signal;

/**
 * Makes calls without holding a thread: subscribes, waits and cancels.
 */
public final class ReactorDriver {

	private final Corridor corridor;

	/** Creates a driver for calls to the dependency at the corridor's end. */
	public ReactorDriver(Corridor corridor) {
		this.corridor = corridor;
	}

	/**
	 * The call, begun anew with each subscription. An attempt that takes too long is
	 * cancelled. Ends with what the last attempt yielded, else as
	 * {@code ResilientDependency.call} does.
	 */
	public <T> Mono<T> call(CallType type, ReactiveOperation<T> operation) {
		return Mono.deferContextual((context) -> {
			CallContext known = context.getOrDefault(WorkloadContext.KEY, WorkloadContext.current());
			CallContext outer = (known != null) ? known : CallContext.NONE;
			if (this.corridor.isOpenTo(outer)) {
				return operation.attempt();
			}
			ProtectedCall call = this.corridor.begin(type, outer);
			return new Run<>(this.corridor, call, operation).attempt(null);
		});
	}

	/** One subscription. */
	private record Run<T>(Corridor corridor, ProtectedCall call, ReactiveOperation<T> operation) {

		Mono<T> attempt(@Nullable Signal<T> last) {
			CallRejectedException rejection = this.call.before();
			if (rejection != null) {
				return (last != null) ? result(last) : Mono.error(rejection);
			}
			if (last != null) {
				// Not earlier: without another attempt the subscriber gets it.
				discard(last);
			}
			CallContext context = this.call.context();
			// The end and a cancellation may come from two threads: one of them is told.
			AtomicBoolean running = new AtomicBoolean(true);
			return Mono.defer(this.operation::attempt)
				.contextWrite((current) -> current.put(WorkloadContext.KEY, context))
				.timeout(Duration.ofNanos(Math.max(1, this.call.attemptTimeoutNanos())), Mono.error(Expired::new))
				.materialize()
				.doOnCancel(() -> {
					if (running.compareAndSet(true, false)) {
						this.call.after(AttemptOutcome.CANCELLED);
					}
				})
				.flatMap((signal) -> {
					if (running.compareAndSet(true, false)) {
						return ended(signal);
					}
					discard(signal);
					return Mono.empty();
				});
		}

		private Mono<T> ended(Signal<T> signal) {
			Next next = this.call.after(outcome(signal));
			if (!(next instanceof Next.RetryAt retry)) {
				return result(signal);
			}
			Duration wait = Duration.ofNanos(Math.max(0, retry.nanoTime() - this.corridor.now()));
			AtomicBoolean waiting = new AtomicBoolean(true);
			return Mono.delay(wait).doOnCancel(() -> {
				if (waiting.compareAndSet(true, false)) {
					this.call.abandon();
					discard(signal);
				}
			}).flatMap((tick) -> waiting.compareAndSet(true, false) ? attempt(signal) : Mono.empty());
		}

		private AttemptOutcome outcome(Signal<T> signal) {
			Throwable failure = signal.getThrowable();
			if (failure instanceof Expired) {
				return AttemptOutcome.TIMEOUT;
			}
			if (failure != null) {
				return AttemptOutcome.of(this.corridor.classify(failure));
			}
			T value = signal.get();
			return (value != null) ? AttemptOutcome.of(this.operation.faultIn(value)) : AttemptOutcome.SUCCESS;
		}

		private Mono<T> result(Signal<T> signal) {
			Throwable failure = signal.getThrowable();
			if (failure != null) {
				return Mono.error((failure instanceof Expired) ? this.call.timeoutException(null) : failure);
			}
			return Mono.justOrEmpty(signal.get());
		}

		private void discard(Signal<T> signal) {
			T value = signal.get();
			if (value != null) {
				this.operation.discard(value);
			}
		}

	}

	/** Our own timeout: what operations throw is never taken for it. */
	private static final class Expired extends RuntimeException {

		private static final long serialVersionUID = 1L;

		Expired() {
			super("attempt timeout", null, false, false);
		}

	}

}
