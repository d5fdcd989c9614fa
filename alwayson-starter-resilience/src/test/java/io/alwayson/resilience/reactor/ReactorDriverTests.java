package io.alwayson.resilience.reactor;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.alwayson.resilience.AttemptTimeoutException;
import io.alwayson.resilience.CallType;
import io.alwayson.resilience.CircuitOpenException;
import io.alwayson.resilience.Corridors;
import io.alwayson.resilience.DeadlineExceededException;
import io.alwayson.resilience.Fault;
import io.alwayson.resilience.Recorder;
import io.alwayson.resilience.Resilience;
import io.alwayson.workload.context.CallContext;
import io.alwayson.workload.context.CallOutcome.Result;
import io.alwayson.workload.context.Deadline;
import io.alwayson.workload.context.WorkloadContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.reactivestreams.Subscription;
import reactor.core.Disposable;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Tests for {@link ReactorDriver}.
 */
@Timeout(30)
class ReactorDriverTests {

	private final Recorder recorder = new Recorder();

	private final AtomicInteger arrivals = new AtomicInteger();

	@Test
	void valueAndEmptinessComeThrough() {
		assertThat(driver().call(CallType.READ, () -> Mono.just("value")).block()).isEqualTo("value");
		assertThat(driver().call(CallType.READ, Mono::<String>empty).block()).isNull();
		assertThat(this.recorder.results()).containsExactly(Result.SUCCESS, Result.SUCCESS);
	}

	@Test
	void probeGoesThroughOnceAndUncounted() {
		Mono<String> call = driver().call(CallType.READ,
				() -> Mono.error(new IOException("reset " + this.arrivals.incrementAndGet())));
		assertThatThrownBy(
				() -> call.contextWrite((context) -> context.put(WorkloadContext.KEY, CallContext.PROBE)).block())
			.hasRootCauseMessage("reset 1");
		WorkloadContext.Scope probe = WorkloadContext.open(CallContext.PROBE);
		assertThatThrownBy(call::block).hasRootCauseMessage("reset 2");
		probe.close();
		assertThat(this.recorder.outcomes).isEmpty();
		assertThat(this.recorder.events).isEmpty();
	}

	@Test
	void idempotentCallSurvivesTwoFailuresAndKnowsItsAttempt() {
		assertThat(driver().call(CallType.READ, () -> Mono.deferContextual((context) -> {
			if (this.arrivals.incrementAndGet() < 3) {
				return Mono.error(new IOException("reset"));
			}
			return Mono.just("attempt " + context.<CallContext>get(WorkloadContext.KEY).attempt());
		})).block()).isEqualTo("attempt 3");
		assertThat(this.recorder.results()).containsExactly(Result.FAILURE, Result.FAILURE, Result.SUCCESS);
	}

	@Test
	void errorComesOutUnchanged() {
		IllegalStateException failure = new IllegalStateException("no such order");
		assertThatThrownBy(() -> driver().call(CallType.READ, () -> {
			this.arrivals.incrementAndGet();
			return Mono.error(failure);
		}).block()).isSameAs(failure);
		assertThat(this.arrivals).hasValue(1);
	}

	@Test
	void hangingAttemptIsCancelledAndTriedAgain() {
		AtomicInteger cancelled = new AtomicInteger();
		assertThatExceptionOfType(AttemptTimeoutException.class)
			.isThrownBy(() -> driver("attempt-timeout=50ms").call(CallType.READ, () -> {
				this.arrivals.incrementAndGet();
				return Mono.never().doOnCancel(cancelled::incrementAndGet);
			}).block());
		assertThat(this.arrivals).hasValue(3);
		assertThat(cancelled).hasValue(3);
		assertThat(this.recorder.results()).containsOnly(Result.TIMEOUT).hasSize(3);
	}

	@Test
	void deadlineOfTheRequestComesFromTheReactorContext() {
		CallContext hurried = CallContext.NONE.withDeadline(Deadline.after(Duration.ofMillis(300), System.nanoTime()));
		assertThatExceptionOfType(DeadlineExceededException.class)
			.isThrownBy(() -> driver().call(CallType.READ, Mono::never)
				.contextWrite((context) -> context.put(WorkloadContext.KEY, hurried))
				.block());
	}

	@Test
	void faultyResultsAreDiscardedAndTheLastOneIsKept() {
		List<Integer> discarded = new ArrayList<>();
		assertThat(driver().call(CallType.READ, new ReactiveOperation<Integer>() {

			@Override
			public Mono<Integer> attempt() {
				return Mono.fromSupplier(ReactorDriverTests.this.arrivals::incrementAndGet);
			}

			@Override
			public Fault faultIn(Integer result) {
				return Fault.TRANSIENT;
			}

			@Override
			public void discard(Integer result) {
				discarded.add(result);
			}

		}).block()).isEqualTo(3);
		assertThat(discarded).containsExactly(1, 2);
	}

	@Test
	void cancellationIsTheSubscribersAndTeachesNothing() {
		ReactorDriver driver = driver("breaker.min-calls=1");
		Disposable subscription = driver.call(CallType.READ, Mono::never).subscribe();
		subscription.dispose();
		assertThat(this.recorder.results()).containsExactly(Result.CANCELLED);
		assertThat(driver.call(CallType.READ, () -> Mono.just("value")).block()).isEqualTo("value");
	}

	@Test
	void valueThatNobodyTakesIsDiscarded() {
		List<String> discarded = new ArrayList<>();
		BaseSubscriber<String> shy = new BaseSubscriber<>() {

			@Override
			protected void hookOnSubscribe(Subscription subscription) {
				// Asks for nothing.
			}

		};
		driver().call(CallType.READ, new ReactiveOperation<String>() {

			@Override
			public Mono<String> attempt() {
				return Mono.just("value");
			}

			@Override
			public void discard(String result) {
				discarded.add(result);
			}

		}).subscribe(shy);
		assertThat(discarded).isEmpty();
		shy.cancel();
		assertThat(discarded).containsExactly("value");
		assertThat(this.recorder.results()).containsExactly(Result.SUCCESS);
	}

	@Test
	void cancellationWhileItWaitsEndsTheCall() {
		Disposable subscription = driver("first-delay=10s", "max-delay=10s", "deadline=60s")
			.call(CallType.READ, () -> Mono.error(new IOException("reset")))
			.subscribe();
		subscription.dispose();
		assertThat(this.recorder.events).contains("call CANCELLED after 1");
	}

	@Test
	void openBreakerRefuses() {
		ReactorDriver driver = driver("breaker.min-calls=1", "breaker.open-for=10s", "breaker.max-open-for=10s");
		assertThatThrownBy(() -> driver.call(CallType.WRITE, () -> Mono.error(new IOException("reset"))).block())
			.hasCauseInstanceOf(IOException.class);
		assertThatExceptionOfType(CircuitOpenException.class)
			.isThrownBy(() -> driver.call(CallType.WRITE, () -> Mono.just("value")).block());
	}

	private ReactorDriver driver(String... keysAndValues) {
		Resilience resilience = Corridors.toPrices(keysAndValues).recorder(this.recorder).build();
		return new ReactorDriver(resilience.corridor("prices"));
	}

}
