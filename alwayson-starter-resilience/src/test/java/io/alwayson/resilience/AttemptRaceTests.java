package io.alwayson.resilience;

import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import io.alwayson.resilience.reactor.ReactiveOperation;
import io.alwayson.resilience.reactor.ReactorDriver;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.reactivestreams.Subscriber;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Attempts that end at the moment at which their time does, another attempt answers or
 * the caller loses interest.
 */
@Timeout(60)
class AttemptRaceTests {

	private static final int RACERS = 2;

	private final CountingBreaker breaker = new CountingBreaker();

	private final Race race = new Race(RACERS);

	private final Answered answered = new Answered();

	@AfterEach
	void close() {
		this.race.close();
	}

	@Test
	void everyPermitIsGivenBackOnceWhereTheEndAndTheTimerBothWantTo() throws Exception {
		try (Corridors corridors = Corridors.toPrices("attempt-timeout=1ms", "first-delay=0ms", "deadline=10s",
				"limit.mode=fixed")) {
			Corridor corridor = corridors.breaker(this.breaker).build().corridor("prices");
			this.race.run(() -> {
				for (int call = 0; call < 1000; call++) {
					try {
						corridor.call(CallType.READ, () -> spin(500_000 + random(1_000_000)));
					}
					catch (AttemptTimeoutException ex) {
						// As likely as not.
					}
					assertThat(Thread.currentThread().isInterrupted()).isFalse();
				}
				return null;
			});
			assertEverythingGivenBack(corridor);
		}
	}

	@Test
	void raceOfTwoAttemptsHasOneWinnerAndLeavesNothingBehind() throws Exception {
		try (Corridors corridors = Corridors.toPrices("hedge.max-delay=1ms", "deadline=10s", "budget.burst=1000000",
				"limit.mode=fixed", "limit.initial=100")) {
			Recorder recorder = new Recorder();
			Corridor corridor = corridors.breaker(this.breaker).recorder(recorder).build().corridor("prices");
			this.race.run(() -> {
				for (int call = 0; call < 600; call++) {
					this.answered.delivered(corridor.call(CallType.READ, new Numbered()));
					assertThat(Thread.currentThread().isInterrupted()).isFalse();
				}
				return null;
			});
			assertEverythingGivenBack(corridor);
			assertThat(recorder.events).filteredOn("hedge WON"::equals).isNotEmpty();
			assertThat(recorder.events).filteredOn("hedge LOST"::equals).isNotEmpty();
			this.answered.assertAllAccountedFor();
			assertThat(recorder.events).filteredOn("call SUCCESS after 3"::equals).isEmpty();
			assertThat(this.answered.discardedTwice).hasValue(0);
		}
	}

	@Test
	void endAlarmAndCancellationOfAStageCountOnce() throws Exception {
		try (Corridors corridors = Corridors.toPrices("attempt-timeout=5ms", "first-delay=0ms", "deadline=10s",
				"limit.mode=fixed", "limit.initial=100")) {
			Corridor corridor = corridors.breaker(this.breaker).build().corridor("prices");
			for (int round = 0; round < 1500; round++) {
				CompletableFuture<String> operation = new CompletableFuture<>();
				CompletableFuture<String> result = corridor.callAsync(CallType.WRITE, () -> operation);
				boolean cancel = round % 2 == 0;
				boolean late = round % 20 == 1;
				List<Callable<Boolean>> tasks = List.of(() -> {
					if (late) {
						spin(4_500_000 + random(1_000_000));
					}
					return operation.complete("value");
				}, () -> cancel && result.cancel(true));
				List<Boolean> done = this.race.run(tasks);
				try {
					assertThat(result.join()).isEqualTo("value");
					assertThat(done.get(0)).isTrue();
				}
				catch (CancellationException ex) {
					assertThat(done.get(1)).isTrue();
				}
				catch (CompletionException ex) {
					assertThat(ex.getCause()).isInstanceOf(AttemptTimeoutException.class);
				}
			}
			assertEverythingGivenBack(corridor);
		}
	}

	@Test
	void stageThatIsCancelledWhileItIsLaunchedIsCancelled() throws Exception {
		try (Corridors corridors = Corridors.toPrices("limit.mode=fixed", "limit.initial=100")) {
			Corridor corridor = corridors.breaker(this.breaker).build().corridor("prices");
			for (int round = 0; round < 1500; round++) {
				CompletableFuture<CompletableFuture<String>> handedOut = new CompletableFuture<>();
				List<Callable<CompletableFuture<String>>> tasks = List.of(
						// What launches it sees it cancelled from within.
						() -> corridor.callAsync(CallType.WRITE, () -> {
							CompletableFuture<String> operation = new CompletableFuture<>();
							handedOut.complete(operation);
							return operation;
						}), handedOut::join);
				List<CompletableFuture<String>> futures = this.race.run(tasks);
				futures.get(0).cancel(true);
				assertThat(futures.get(1)).isCancelled();
			}
			assertEverythingGivenBack(corridor);
		}
	}

	@Test
	void valueOfAStageIsTheCallersOrLetGo() throws Exception {
		try (Corridors corridors = Corridors.toPrices("limit.mode=fixed", "limit.initial=100")) {
			Corridor corridor = corridors.build().corridor("prices");
			for (int round = 0; round < 3000; round++) {
				int value = this.answered.next();
				CompletableFuture<Integer> operation = new CompletableFuture<>();
				CompletableFuture<Integer> result = corridor.callAsync(CallType.WRITE, new StageOperation<>() {

					@Override
					public CompletableFuture<Integer> begin() {
						return operation;
					}

					@Override
					public void discard(Integer discarded) {
						AttemptRaceTests.this.answered.discarded(discarded);
					}

				});
				List<Boolean> done = this.race.run(List.of(() -> operation.complete(value), () -> result.cancel(true)));
				if (!done.get(0)) {
					// It was too late to yield anything.
					this.answered.discarded(value);
				}
				else if (!result.isCancelled()) {
					this.answered.delivered(result.join());
				}
			}
			this.answered.assertAllAccountedFor();
			assertThat(this.answered.discardedTwice).hasValue(0);
		}
	}

	@Test
	void valueOfAMonoIsTheSubscribersOrLetGo() throws Exception {
		try (Corridors corridors = Corridors.toPrices("limit.mode=fixed", "limit.initial=100")) {
			ReactorDriver driver = new ReactorDriver(corridors.build().corridor("prices"));
			for (int round = 0; round < 3000; round++) {
				int value = this.answered.next();
				AtomicReference<Subscriber<? super Integer>> publisher = new AtomicReference<>();
				BaseSubscriber<Integer> subscriber = takesWhatItGets();
				driver.call(CallType.WRITE, new ReactiveOperation<Integer>() {

					@Override
					public Mono<Integer> attempt() {
						// Yields whether it was cancelled or not.
						return Mono.fromDirect((operator) -> {
							publisher.set(operator);
							operator.onSubscribe(Operators.emptySubscription());
						});
					}

					@Override
					public void discard(Integer discarded) {
						AttemptRaceTests.this.answered.discarded(discarded);
					}

				}).subscribe(subscriber);
				this.race.run(List.of(() -> {
					publisher.get().onNext(value);
					publisher.get().onComplete();
					return null;
				}, () -> {
					subscriber.cancel();
					return null;
				}));
			}
			this.answered.assertAllAccountedFor();
			assertThat(this.answered.discardedTwice).hasValue(0);
		}
	}

	/** Others drop what comes as they leave, where nobody but them can know. */
	private BaseSubscriber<Integer> takesWhatItGets() {
		return new BaseSubscriber<>() {

			@Override
			protected void hookOnNext(Integer value) {
				AttemptRaceTests.this.answered.delivered(value);
			}

		};
	}

	private void assertEverythingGivenBack(Corridor corridor) {
		Awaitility.await().until(() -> this.breaker.returned.get() == this.breaker.granted.get());
		Awaitility.await().until(() -> corridor.limit().inFlight() == 0);
		assertThat(this.breaker.granted.get()).isPositive();
	}

	private static String spin(long nanos) {
		long until = System.nanoTime() + nanos;
		while (System.nanoTime() - until < 0) {
			Thread.onSpinWait();
		}
		return "";
	}

	private static long random(long bound) {
		return ThreadLocalRandom.current().nextLong(bound);
	}

	/** Every answer has a number of its own; half of its attempts feel interrupts. */
	private final class Numbered implements Operation<Integer, InterruptedException> {

		@Override
		public Integer run() throws InterruptedException {
			if (ThreadLocalRandom.current().nextBoolean()) {
				new CountDownLatch(1).await(1 + random(8), TimeUnit.MILLISECONDS);
			}
			else {
				spin(random(7_000_000));
			}
			return AttemptRaceTests.this.answered.next();
		}

		@Override
		public void discard(Integer result) {
			AttemptRaceTests.this.answered.discarded(result);
		}

	}

	/** What became of every answer. */
	private static final class Answered {

		private final AtomicInteger last = new AtomicInteger();

		private final Set<Integer> delivered = ConcurrentHashMap.newKeySet();

		private final Set<Integer> discarded = ConcurrentHashMap.newKeySet();

		private final AtomicInteger discardedTwice = new AtomicInteger();

		int next() {
			return this.last.incrementAndGet();
		}

		void delivered(int number) {
			assertThat(this.delivered.add(number)).isTrue();
		}

		void discarded(int number) {
			if (!this.discarded.add(number)) {
				this.discardedTwice.incrementAndGet();
			}
		}

		void assertAllAccountedFor() {
			Awaitility.await().until(() -> this.delivered.size() + this.discarded.size() == this.last.get());
			assertThat(this.delivered).doesNotContainAnyElementsOf(this.discarded);
		}

	}

}
