package io.alwayson.resilience;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WheelTimer}: its own thread turns the wheel, and time moves when the
 * test moves it.
 */
@Timeout(60)
class WheelTimerTests {

	/** Close to the overflow of nanoTime. */
	private static final long ORIGIN = Long.MAX_VALUE - Duration.ofSeconds(2).toNanos();

	private final AtomicLong now = new AtomicLong(ORIGIN);

	private final AtomicInteger looks = new AtomicInteger();

	private volatile Thread turning;

	private final WheelTimer timer = new WheelTimer(() -> {
		this.looks.incrementAndGet();
		if (Thread.currentThread().getName().equals("alwayson-resilience-timer")) {
			this.turning = Thread.currentThread();
		}
		return this.now.get();
	});

	@AfterEach
	void close() {
		this.timer.close();
		Awaitility.await().until(() -> thread() == null);
	}

	@ParameterizedTest
	@ValueSource(longs = { 0, 1, 5, 12, 2_559, 2_560, 2_561, 60_000, 3_600_000 })
	void firesWhenItIsTimeAndNotBefore(long millis) {
		Alarm alarm = arm(millis);
		if (millis > 0) {
			advanceTo(Duration.ofMillis(millis).minusNanos(1));
			awaitTurn();
			assertThat(alarm.firedAt).isEmpty();
		}
		advanceTo(Duration.ofMillis(millis).plusNanos(WheelTimer.TICK_NANOS));
		alarm.await();
	}

	@Test
	void whatIsOverdueFiresWithTheNextTurn() {
		arm(-100).await();
	}

	@Test
	void whatIsCancelledNeverFires() {
		Alarm cancelled = arm(50);
		Alarm kept = arm(50);
		cancelled.cancel();
		advanceTo(Duration.ofMillis(60));
		kept.await();
		awaitTurn();
		assertThat(cancelled.firedAt).isEmpty();
	}

	@Test
	void pauseOfHoursFiresEverythingOnce() {
		List<Alarm> alarms = new ArrayList<>();
		for (int index = 0; index < 2_000; index++) {
			alarms.add(arm(index * 3L));
		}
		advanceTo(Duration.ofHours(5));
		alarms.forEach(Alarm::await);
		awaitTurn();
		assertThat(alarms).allSatisfy((alarm) -> assertThat(alarm.firedAt).hasSize(1));
	}

	@Test
	void entryMayBeArmedAgainByItself() {
		List<Long> fired = new ArrayList<>();
		WheelTimer.Entry entry = new WheelTimer.Entry() {

			@Override
			void fired() {
				synchronized (fired) {
					fired.add(WheelTimerTests.this.now.get());
					WheelTimerTests.this.timer.arm(this,
							ORIGIN + Duration.ofMillis(100L * (fired.size() + 1)).toNanos());
				}
			}

		};
		this.timer.arm(entry, ORIGIN + Duration.ofMillis(100).toNanos());
		for (int time = 1; time <= 3; time++) {
			advanceTo(Duration.ofMillis(100L * time + 5));
			int expected = time;
			Awaitility.await().untilAsserted(() -> {
				synchronized (fired) {
					assertThat(fired).hasSize(expected);
				}
			});
		}
	}

	@Test
	void whatFiredThrowsDoesNotEndTheThread() {
		this.timer.arm(new WheelTimer.Entry() {

			@Override
			void fired() {
				throw new AssertionError("bug");
			}

		}, ORIGIN);
		awaitTurn();
	}

	@Test
	void closeFiresWhatWaitsAndNothingIsArmedAfterwards() {
		Alarm waiting = arm(3_600_000);
		awaitTurn();
		this.timer.close();
		waiting.await();
		assertThat(this.timer.arm(new Alarm(), ORIGIN)).isFalse();
	}

	@Test
	void closeOfATimerThatNeverRanIsNothing() {
		this.timer.close();
		assertThat(this.timer.arm(new Alarm(), ORIGIN)).isFalse();
		assertThat(thread()).isNull();
	}

	@Test
	void threadIsADaemonWithANameAndSleepsWhileNothingWaits() {
		assertThat(thread()).isNull();
		arm(0).await();
		Thread thread = thread();
		assertThat(thread).isNotNull();
		assertThat(thread.isDaemon()).isTrue();
		Awaitility.await().until(() -> thread.getState() == Thread.State.WAITING);
		Alarm alarm = arm(0);
		alarm.await();
	}

	@RepeatedTest(20)
	void everythingFiresOnceAndInTime(RepetitionInfo repetition) {
		Random random = new Random(repetition.getCurrentRepetition());
		List<Alarm> kept = new ArrayList<>();
		List<Alarm> cancelled = new ArrayList<>();
		for (int step = 0; step < 300; step++) {
			for (int index = random.nextInt(5); index > 0; index--) {
				Alarm alarm = arm(elapsed().toMillis() + random.nextInt(6_000));
				(random.nextInt(3) == 0 ? cancelled : kept).add(alarm);
				if (random.nextBoolean()) {
					cancelled.forEach(WheelTimer.Entry::cancel);
				}
			}
			cancelled.forEach(WheelTimer.Entry::cancel);
			this.now.addAndGet(random.nextInt(40_000_000));
		}
		advanceTo(elapsed().plusSeconds(7));
		kept.sort(Comparator.comparingLong((alarm) -> alarm.dueAt));
		kept.forEach(Alarm::await);
		awaitTurn();
		assertThat(kept).allSatisfy((alarm) -> {
			assertThat(alarm.firedAt).hasSize(1);
			assertThat(alarm.firedAt.get(0) - alarm.dueAt).isNotNegative();
		});
		assertThat(cancelled).allSatisfy((alarm) -> assertThat(alarm.firedAt).hasSizeLessThanOrEqualTo(1));
	}

	private Duration elapsed() {
		return Duration.ofNanos(this.now.get() - ORIGIN);
	}

	private void advanceTo(Duration elapsed) {
		this.now.set(ORIGIN + elapsed.toNanos());
	}

	/** Until the thread has looked at the time and at the wheel. */
	private void awaitTurn() {
		Alarm late = arm(86_400_000);
		int before = this.looks.get();
		Awaitility.await().pollInterval(Duration.ofMillis(1)).until(() -> this.looks.get() >= before + 3);
		late.cancel();
	}

	private Alarm arm(long millis) {
		Alarm alarm = new Alarm();
		alarm.dueAt = ORIGIN + Duration.ofMillis(millis).toNanos();
		assertThat(this.timer.arm(alarm, alarm.dueAt)).isTrue();
		return alarm;
	}

	/** The one of this timer: other tests have theirs. */
	private Thread thread() {
		Thread seen = this.turning;
		return (seen != null && seen.isAlive()) ? seen : null;
	}

	/** Remembers when it fired. */
	private final class Alarm extends WheelTimer.Entry {

		private final List<Long> firedAt = new CopyOnWriteArrayList<>();

		private long dueAt;

		@Override
		void fired() {
			this.firedAt.add(WheelTimerTests.this.now.get());
		}

		void await() {
			Awaitility.await().pollInterval(Duration.ofMillis(1)).until(() -> !this.firedAt.isEmpty());
		}

	}

}
