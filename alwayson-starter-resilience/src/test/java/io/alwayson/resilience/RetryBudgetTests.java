package io.alwayson.resilience;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import io.alwayson.workload.ResiliencePolicy.Budget;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Tests for {@link RetryBudget}.
 */
class RetryBudgetTests {

	private final VirtualTime time = new VirtualTime();

	@Test
	void startsWithItsBurstAndPaysNoMore() {
		RetryBudget budget = budget(new Budget(0.1, 0, 10));
		assertThat(takeAll(budget)).isEqualTo(10);
		this.time.advance(Duration.ofHours(1));
		assertThat(budget.tryTake()).isFalse();
	}

	@Test
	void refillsAfterSuccess() {
		RetryBudget budget = budget(new Budget(0.1, 0, 10));
		takeAll(budget);
		for (int call = 0; call < 25; call++) {
			budget.onSuccess();
		}
		assertThat(takeAll(budget)).isEqualTo(2);
		assertThat(budget.available()).isCloseTo(0.5, within(1e-6));
	}

	@Test
	void whatWasSpentAlreadyIsOwedUpToTheBurst() {
		RetryBudget budget = budget(new Budget(0, 1, 10));
		budget.charge(4);
		assertThat(budget.available()).isEqualTo(6);
		budget.charge(9);
		assertThat(budget.available()).isZero();
		this.time.advance(Duration.ofMillis(3500));
		assertThat(budget.available()).isCloseTo(0.5, within(1e-6));
		budget.charge(1000);
		this.time.advance(Duration.ofSeconds(11));
		assertThat(takeAll(budget)).isEqualTo(1);
	}

	@Test
	void timeAddsTheFloorAndNeverMoreThanTheBurst() {
		RetryBudget budget = budget(new Budget(0.1, 1, 10));
		takeAll(budget);
		this.time.advance(Duration.ofMillis(2500));
		assertThat(takeAll(budget)).isEqualTo(2);
		this.time.advance(Duration.ofHours(1));
		assertThat(takeAll(budget)).isEqualTo(10);
	}

	@Test
	void smallFloorsAreNotLostBetweenFrequentQuestions() {
		RetryBudget budget = budget(new Budget(0, 0.01, 10));
		takeAll(budget);
		int taken = 0;
		for (int millis = 0; millis < 300_000; millis++) {
			this.time.advance(Duration.ofMillis(1));
			taken += budget.tryTake() ? 1 : 0;
		}
		assertThat(taken).isBetween(2, 3);
	}

	@Test
	void withoutBurstItNeverPays() {
		RetryBudget budget = budget(new Budget(1, 1000, 0));
		budget.onSuccess();
		this.time.advance(Duration.ofSeconds(10));
		assertThat(budget.tryTake()).isFalse();
	}

	@RepeatedTest(20)
	void retriesStayWithinRatioFloorAndBurst(RepetitionInfo repetition) {
		Random random = new Random(repetition.getCurrentRepetition());
		Budget policy = new Budget(random.nextInt(5) / 10.0, random.nextInt(4), random.nextInt(20));
		RetryBudget budget = budget(policy);
		int calls = 0;
		int retries = 0;
		for (int step = 0; step < 5000; step++) {
			this.time.advance(Duration.ofNanos(random.nextInt(20_000_000)));
			calls++;
			while (random.nextInt(4) > 0 && budget.tryTake()) {
				retries++;
			}
			if (random.nextBoolean()) {
				budget.onSuccess();
			}
			double bound = policy.ratio() * calls + policy.floor() * this.time.elapsed().toNanos() / 1e9
					+ policy.burst();
			assertThat((double) retries).isLessThanOrEqualTo(bound);
		}
	}

	@Test
	void threadsDoNotSpendTheSameToken() throws InterruptedException {
		RetryBudget budget = budget(new Budget(0.1, 0, 1000));
		AtomicInteger taken = new AtomicInteger();
		CountDownLatch start = new CountDownLatch(1);
		Thread[] threads = new Thread[8];
		for (int index = 0; index < threads.length; index++) {
			threads[index] = new Thread(() -> {
				try {
					start.await();
				}
				catch (InterruptedException ex) {
					return;
				}
				for (int call = 0; call < 10_000; call++) {
					budget.onSuccess();
					if (budget.tryTake()) {
						taken.incrementAndGet();
					}
				}
			});
			threads[index].start();
		}
		start.countDown();
		for (Thread thread : threads) {
			thread.join(30_000);
		}
		assertThat(taken.get()).isBetween(1000, 1000 + 8_000);
	}

	private RetryBudget budget(Budget policy) {
		return new RetryBudget(policy, this.time.timing().nanoTime());
	}

	private static int takeAll(RetryBudget budget) {
		int taken = 0;
		while (budget.tryTake()) {
			taken++;
		}
		return taken;
	}

}
