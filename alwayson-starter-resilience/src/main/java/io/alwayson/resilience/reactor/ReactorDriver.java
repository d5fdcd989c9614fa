package io.alwayson.resilience.reactor;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;

import io.alwayson.resilience.AsyncCall;
import io.alwayson.resilience.CallType;
import io.alwayson.resilience.Corridor;
import io.alwayson.workload.context.CallContext;
import io.alwayson.workload.context.WorkloadContext;
import io.micrometer.context.ContextSnapshot;
import io.micrometer.context.ContextSnapshotFactory;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.scheduler.Schedulers;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * Makes calls without holding a thread: subscribes, waits and cancels.
 */
public final class ReactorDriver {

	private static final ContextSnapshotFactory SNAPSHOTS = ContextSnapshotFactory.builder().build();

	private final Corridor corridor;

	/** Creates a driver for calls to the dependency at the corridor's end. */
	public ReactorDriver(Corridor corridor) {
		this.corridor = corridor;
	}

	/**
	 * The call, begun anew with each subscription. An attempt that takes too long is
	 * cancelled. Ends with what the last attempt yielded, else as
	 * {@code ResilientDependency.call} does. What follows the end of a wait runs on
	 * Reactor's parallel scheduler.
	 */
	public <T> Mono<T> call(CallType type, ReactiveOperation<T> operation) {
		return Mono.deferContextual((context) -> {
			CallContext known = context.getOrDefault(WorkloadContext.KEY, WorkloadContext.current());
			CallContext outer = (known != null) ? known : CallContext.NONE;
			if (this.corridor.isOpenTo(outer)) {
				return operation.attempt();
			}
			return Mono.create((sink) -> {
				ReactorCall<T> call = new ReactorCall<>(this.corridor, type, outer, operation, sink);
				sink.onCancel(call::leave);
				call.start();
			});
		});
	}

	/** One subscription. */
	private static final class ReactorCall<T> extends AsyncCall<T> {

		private final ReactiveOperation<T> operation;

		private final MonoSink<T> sink;

		/** Given to the sink, which drops it where its subscriber has just left. */
		private final AtomicReference<@Nullable T> given = new AtomicReference<>();

		private volatile boolean left;

		ReactorCall(Corridor corridor, CallType type, CallContext context, ReactiveOperation<T> operation,
				MonoSink<T> sink) {
			super(corridor, type, context, operation, snapshot(sink.contextView()), Schedulers.parallel()::schedule);
			this.operation = operation;
			this.sink = sink;
		}

		/** Told only where the subscriber was faster than the value. */
		void leave() {
			this.left = true;
			discard(this.given.getAndSet(null));
			cancel();
		}

		/** Thread-locals first: what the subscription knows better wins. */
		private static ContextSnapshot snapshot(ContextView context) {
			return SNAPSHOTS.captureAll(context);
		}

		@Override
		protected Runnable launch(CallContext context, BiConsumer<@Nullable T, @Nullable Throwable> end) {
			Context known = Context.of(this.sink.contextView()).put(WorkloadContext.KEY, context);
			AttemptSubscriber<T> subscriber = new AttemptSubscriber<>(known, end);
			Mono.defer(this.operation::attempt).subscribe(subscriber);
			return subscriber::cancel;
		}

		@Override
		protected void succeed(@Nullable T value) {
			if (value != null) {
				this.given.set(value);
				this.sink.success(value);
				if (this.left) {
					discard(this.given.getAndSet(null));
				}
			}
			else {
				this.sink.success();
			}
		}

		@Override
		protected void fail(Throwable failure) {
			this.sink.error(failure);
		}

	}

	/**
	 * Tells the end of an attempt once, a value that comes after its cancellation too.
	 */
	private static final class AttemptSubscriber<T> extends BaseSubscriber<T> {

		private final Context context;

		private final BiConsumer<@Nullable T, @Nullable Throwable> end;

		private boolean told;

		AttemptSubscriber(Context context, BiConsumer<@Nullable T, @Nullable Throwable> end) {
			this.context = context;
			this.end = end;
		}

		@Override
		public Context currentContext() {
			return this.context;
		}

		@Override
		protected void hookOnSubscribe(Subscription subscription) {
			requestUnbounded();
		}

		@Override
		protected void hookOnNext(T value) {
			this.told = true;
			this.end.accept(value, null);
		}

		@Override
		protected void hookOnComplete() {
			if (!this.told) {
				this.end.accept(null, null);
			}
		}

		@Override
		protected void hookOnError(Throwable failure) {
			if (!this.told) {
				this.end.accept(null, failure);
			}
		}

	}

}
