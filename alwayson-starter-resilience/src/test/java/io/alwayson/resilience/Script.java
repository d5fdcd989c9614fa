package io.alwayson.resilience;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

import io.alwayson.resilience.reactor.ReactiveOperation;
import io.alwayson.workload.context.CallContext;
import io.alwayson.workload.context.WorkloadContext;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * What a dependency does, attempt by attempt, for each kind of operation. The last step
 * goes on for ever.
 */
final class Script {

	private final List<Step> steps;

	private final AtomicInteger arrivals = new AtomicInteger();

	/** Numbers of the attempts that were told to end. */
	final List<Integer> cancelled = Collections.synchronizedList(new ArrayList<>());

	/** Results that were let go of. */
	final List<String> discarded = Collections.synchronizedList(new ArrayList<>());

	/** What the attempts knew. */
	final List<CallContext> contexts = Collections.synchronizedList(new ArrayList<>());

	private Script(List<Step> steps) {
		this.steps = steps;
	}

	static Script of(Step... steps) {
		return new Script(List.of(steps));
	}

	int arrivals() {
		return this.arrivals.get();
	}

	private int arrive(CallContext context) {
		this.contexts.add(context);
		return this.arrivals.incrementAndGet();
	}

	private Step step(int number) {
		return this.steps.get(Math.min(number, this.steps.size()) - 1);
	}

	/** Begins the work of an attempt; what is returned may be cancelled. */
	private CompletableFuture<String> begin(int number, Step step) {
		CompletableFuture<String> future = new CompletableFuture<>();
		if (step instanceof Step.Yields yields) {
			future.complete(yields.value());
		}
		else if (step instanceof Step.Fails fails) {
			future.completeExceptionally(fails.failure());
		}
		else {
			future.whenComplete((value, failure) -> {
				if (future.isCancelled()) {
					this.cancelled.add(number);
				}
			});
		}
		return future;
	}

	/** What the calling thread runs. */
	Operation<String, Exception> blocking() {
		return new Blocking();
	}

	StageOperation<String> stage() {
		return new Staged();
	}

	ReactiveOperation<String> reactive() {
		return new Reactive();
	}

	/** One attempt. */
	sealed interface Step {

		/** Yields at once. */
		static Step yields(@Nullable String value) {
			return new Yields(value);
		}

		/** Fails at once. */
		static Step fails(Throwable failure) {
			return new Fails(failure);
		}

		/** Yields never. */
		static Step hangs() {
			return new Hangs();
		}

		/** A value. */
		record Yields(@Nullable String value) implements Step {
		}

		/** A failure. */
		record Fails(Throwable failure) implements Step {
		}

		/** Neither. */
		record Hangs() implements Step {
		}

	}

	/**
	 * A value {@code busy} is a transient fault, one that begins with {@code busy} says
	 * for how many milliseconds.
	 */
	private static @Nullable Fault fault(@Nullable String result) {
		if (result == null || !result.startsWith("busy")) {
			return null;
		}
		String millis = result.substring("busy".length());
		return millis.isEmpty() ? Fault.TRANSIENT
				: new Fault(Fault.Kind.TRANSIENT, Duration.ofMillis(Long.parseLong(millis)));
	}

	private final class Blocking implements Operation<String, Exception> {

		@Override
		@SuppressWarnings("NullAway")
		public String run() throws Exception {
			int number = arrive(WorkloadContext.current());
			CompletableFuture<String> future = begin(number, step(number));
			try {
				return future.get();
			}
			catch (InterruptedException ex) {
				future.cancel(true);
				throw ex;
			}
			catch (ExecutionException ex) {
				if (ex.getCause() instanceof Error error) {
					throw error;
				}
				throw (Exception) ex.getCause();
			}
		}

		@Override
		public @Nullable Fault faultIn(String result) {
			return fault(result);
		}

		@Override
		public void discard(String result) {
			Script.this.discarded.add(result);
		}

	}

	private final class Staged implements StageOperation<String> {

		@Override
		public CompletionStage<String> begin() {
			int number = arrive(WorkloadContext.current());
			return Script.this.begin(number, step(number));
		}

		@Override
		public @Nullable Fault faultIn(String result) {
			return fault(result);
		}

		@Override
		public void discard(String result) {
			Script.this.discarded.add(result);
		}

	}

	private final class Reactive implements ReactiveOperation<String> {

		@Override
		public Mono<String> attempt() {
			return Mono.deferContextual((context) -> {
				int number = arrive(context.getOrDefault(WorkloadContext.KEY, CallContext.NONE));
				return Mono.fromFuture(Script.this.begin(number, step(number)));
			});
		}

		@Override
		public @Nullable Fault faultIn(String result) {
			return fault(result);
		}

		@Override
		public void discard(String result) {
			Script.this.discarded.add(result);
		}

	}

}
