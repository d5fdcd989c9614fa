package io.alwayson.resilience;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.alwayson.resilience.ConcurrencyLimit.Sample;
import io.alwayson.resilience.engine.ConcurrencyLimits;
import io.alwayson.resilience.engine.Resilience4jCircuitBreakers;
import io.alwayson.workload.ResiliencePolicy;
import io.alwayson.workload.Workload;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What all callers of a dependency share, asked by several at the same moment.
 */
@Timeout(60)
class SharedStateRaceTests {

	private static final int RACERS = 4;

	private final Race race = new Race(RACERS);

	@AfterEach
	void close() {
		this.race.close();
	}

	@Test
	void timeThatPassedIsAddedToTheBudgetOnce() throws Exception {
		AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5_000_000);
		int steps = 100_000;
		TokenBucket bucket = new TokenBucket(0, 1000, 2 * RACERS * steps, now::get);
		while (bucket.tryTake()) {
			// What would not fit would be lost, whenever it is added.
		}
		this.race.run(() -> {
			for (int step = 0; step < steps; step++) {
				now.addAndGet(1_000_000);
				bucket.available();
			}
			return null;
		});
		assertThat(bucket.available()).isEqualTo(RACERS * steps);
	}

	@Test
	void tokensOfHedgesAreNeitherLostNorMade() throws Exception {
		RetryBudget budget = new RetryBudget(new ResiliencePolicy.Budget(0, 0, 6), () -> 0);
		for (int round = 0; round < 2000; round++) {
			List<Callable<Integer>> tasks = List.of(() -> hedgeThatIsGivenBack(budget),
					() -> hedgeThatIsGivenBack(budget), () -> hedgeThatIsGivenBack(budget),
					() -> budget.tryTake() ? 1 : 0);
			int taken = this.race.run(tasks).stream().mapToInt(Integer::intValue).sum();
			if (round % 8 == 7) {
				assertThat(budget.available()).isLessThanOrEqualTo(6);
			}
			if (round < 6) {
				assertThat(budget.available()).isEqualTo(5.0 - round);
				assertThat(taken).isEqualTo(1);
			}
		}
		assertThat(budget.available()).isZero();
		assertThat(budget.tryTake()).isFalse();
	}

	private static int hedgeThatIsGivenBack(RetryBudget budget) {
		if (budget.tryTakeForHedge()) {
			budget.putBackForHedge();
		}
		return 0;
	}

	@ParameterizedTest
	@ValueSource(strings = { "adaptive", "fixed" })
	void neverMoreAreInFlightThanTheLimitAllowsAndNoPermitIsLost(String mode) throws Exception {
		ConcurrencyLimit limit = new ConcurrencyLimits()
			.create(Declaration.prices("limit.mode=" + mode, "limit.min=1", "limit.initial=1", "limit.max=1")
				.dependencies()
				.get("prices"));
		AtomicInteger inFlight = new AtomicInteger();
		AtomicInteger most = new AtomicInteger();
		this.race.run(() -> {
			for (int attempt = 0; attempt < 300_000; attempt++) {
				int permit = limit.tryAcquire();
				if (permit > 0) {
					most.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
					inFlight.decrementAndGet();
					limit.release(Sample.values()[attempt % 3], 0, 1000, permit);
				}
			}
			return null;
		});
		assertThat(most).hasValue(1);
		assertThat(limit.inFlight()).isZero();
		assertThat(limit.tryAcquire()).isEqualTo(1);
	}

	@Test
	void halfOpenLetsOneAttemptPassAndEveryChangeIsToldOnce() throws Exception {
		VirtualTime time = new VirtualTime();
		List<CircuitBreaker.State> told = Collections.synchronizedList(new ArrayList<>());
		CircuitBreaker breaker = new Resilience4jCircuitBreakers(time.timing(), List.of()).create(
				Declaration.prices("breaker.min-calls=2").dependencies().get("prices"),
				(state, openFor) -> told.add(state));
		List<CircuitBreaker.State> expected = new ArrayList<>();
		for (int round = 0; round < 500; round++) {
			List<Callable<Boolean>> failures = Collections.nCopies(RACERS, () -> {
				if (breaker.tryAcquire() == CircuitBreaker.Permit.GRANTED) {
					breaker.onFailure(1);
				}
				return true;
			});
			this.race.run(failures);
			expected.add(CircuitBreaker.State.OPEN);
			assertThat(told).isEqualTo(expected);
			for (int trial = 0; trial < 3; trial++) {
				time.advance(Duration.ofSeconds(1));
				List<CircuitBreaker.Permit> permits = this.race.run(breaker::tryAcquire);
				assertThat(Collections.frequency(permits, CircuitBreaker.Permit.GRANTED)).isEqualTo(1);
				expected.add(CircuitBreaker.State.HALF_OPEN);
				if (trial < 2) {
					breaker.onFailure(1);
					expected.add(CircuitBreaker.State.OPEN);
				}
				else {
					breaker.onSuccess(1);
					expected.add(CircuitBreaker.State.CLOSED);
				}
				assertThat(told).isEqualTo(expected);
			}
		}
	}

	@Test
	void permitOfAHalfOpenBreakerThatIsGivenBackGoesToOneOther() throws Exception {
		VirtualTime time = new VirtualTime();
		CircuitBreaker breaker = new Resilience4jCircuitBreakers(time.timing(), List.of())
			.create(Declaration.prices("breaker.min-calls=1").dependencies().get("prices"), (state, openFor) -> {
			});
		breaker.tryAcquire();
		breaker.onFailure(1);
		time.advance(Duration.ofSeconds(1));
		AtomicInteger inside = new AtomicInteger();
		for (int round = 0; round < 2000; round++) {
			this.race.run(() -> {
				if (breaker.tryAcquire() == CircuitBreaker.Permit.GRANTED) {
					assertThat(inside.incrementAndGet()).isEqualTo(1);
					inside.decrementAndGet();
					breaker.release();
				}
				return null;
			});
			assertThat(breaker.state()).isEqualTo(CircuitBreaker.State.HALF_OPEN);
		}
	}

	@Test
	void halfOfAGroupRefusesWhoeverOpensFirst() throws Exception {
		Workload workload = Declaration.of("dependencies.a.type=custom", "dependencies.a.failure-scope=global",
				"dependencies.b.type=custom", "dependencies.b.failure-scope=global", "dependencies.c.type=custom",
				"dependencies.c.failure-scope=global", "dependencies.d.type=custom",
				"dependencies.d.failure-scope=global", "groups.all.members=a,b,c,d",
				"resilience.defaults.breaker.min-calls=1");
		VirtualTime time = new VirtualTime();
		CappedBreakers breakers = new CappedBreakers(workload,
				new Resilience4jCircuitBreakers(time.timing(), List.of()));
		List<CircuitBreaker> members = workload.dependencies()
			.values()
			.stream()
			.map((member) -> breakers.create(member, (state, openFor) -> {
			}))
			.toList();
		for (int round = 0; round < 1000; round++) {
			List<Callable<Boolean>> failures = members.stream().<Callable<Boolean>>map((member) -> () -> {
				member.tryAcquire();
				member.onFailure(1);
				return true;
			}).toList();
			this.race.run(failures);
			assertThat(members.stream().filter((member) -> member.tryAcquire() == CircuitBreaker.Permit.REFUSED))
				.as("round %s", round)
				.hasSize(2);
			members.forEach(CircuitBreaker::automatic);
		}
	}

	@Test
	void overrunIsLoggedOnceAndToldEachTime() throws Exception {
		Logger logger = (Logger) LoggerFactory.getLogger(Corridor.class);
		ListAppender<ILoggingEvent> lines = new ListAppender<>();
		lines.start();
		logger.addAppender(lines);
		Recorder recorder = new Recorder();
		int rounds = 500;
		try (Corridors corridors = Corridors.toPrices().recorder(recorder)) {
			for (int round = 0; round < rounds; round++) {
				Corridor corridor = corridors.build().corridor("prices");
				this.race.run(() -> {
					corridor.overrun();
					return null;
				});
			}
		}
		finally {
			logger.detachAppender(lines);
		}
		assertThat(lines.list).hasSize(rounds);
		assertThat(recorder.events).containsOnly("overrun").hasSize(rounds * RACERS);
	}

	@Test
	void longestRestWins() throws Exception {
		for (int round = 0; round < 1000; round++) {
			RestPeriod rest = new RestPeriod(Duration.ofSeconds(2), () -> Long.MAX_VALUE - 5);
			AtomicInteger next = new AtomicInteger();
			this.race.run(() -> {
				rest.extend(Duration.ofMillis(1 + next.getAndIncrement()));
				return null;
			});
			assertThat(rest.until() - (Long.MAX_VALUE - 5)).isEqualTo(Duration.ofMillis(RACERS).toNanos());
		}
	}

	@Test
	void noLatencyIsLostWhenAllRenewTheQuantile() throws Exception {
		AtomicLong now = new AtomicLong();
		for (int round = 0; round < 500; round++) {
			LatencyQuantile quantile = new LatencyQuantile(0.5, now.get());
			for (int sample = 0; sample < LatencyQuantile.MIN_SAMPLES - 1; sample++) {
				quantile.record(1_000_000, now.get());
			}
			now.addAndGet(Duration.ofSeconds(1).toNanos());
			this.race.run(() -> {
				quantile.record(1_000_000, now.get());
				return null;
			});
			// One of them renewed, which saw its own at least.
			assertThat(quantile.nanos()).isBetween(950_000L, 1_050_000L);
		}
	}

	@Test
	void whatIsArmedWhileTheTimerClosesFiresOnceOrNotAtAll() throws Exception {
		for (int round = 0; round < 3000; round++) {
			WheelTimer timer = new WheelTimer(System::nanoTime);
			List<Alarm> alarms = List.of(new Alarm(), new Alarm(), new Alarm());
			long due = System.nanoTime() + Duration.ofHours(1).toNanos();
			if (round % 2 == 0) {
				// Half of the times the thread runs already.
				timer.arm(new Alarm(), due);
			}
			List<Callable<Boolean>> tasks = new ArrayList<>();
			alarms.forEach((alarm) -> tasks.add(() -> timer.arm(alarm, due)));
			tasks.add(() -> {
				timer.close();
				return true;
			});
			List<Boolean> armed = this.race.run(tasks);
			for (int racer = 0; racer < alarms.size(); racer++) {
				Alarm alarm = alarms.get(racer);
				if (armed.get(racer)) {
					awaitFired(List.of(alarm));
				}
			}
			Alarm late = new Alarm();
			assertThat(timer.arm(late, due)).isFalse();
			assertThat(late.fired).hasValue(0);
			for (int racer = 0; racer < alarms.size(); racer++) {
				assertThat(alarms.get(racer).fired).as("round %s", round).hasValue(armed.get(racer) ? 1 : 0);
			}
		}
	}

	@Test
	void whatIsArmedWhileTheTimerFallsAsleepFires() throws Exception {
		try (WheelTimer timer = new WheelTimer(System::nanoTime)) {
			for (int round = 0; round < 1500; round++) {
				List<Alarm> alarms = List.of(new Alarm(), new Alarm(), new Alarm(), new Alarm());
				List<Callable<Boolean>> tasks = new ArrayList<>();
				// It has just fired the last of the round before, and wants to sleep.
				alarms.forEach((alarm) -> tasks.add(() -> timer.arm(alarm, System.nanoTime())));
				assertThat(this.race.run(tasks)).containsOnly(true);
				awaitFired(alarms);
			}
		}
	}

	private static void awaitFired(List<Alarm> alarms) {
		Awaitility.await()
			.pollInSameThread()
			.pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofNanos(100_000))
			.until(() -> alarms.stream().allMatch((alarm) -> alarm.fired.get() >= 1));
	}

	private static final class Alarm extends WheelTimer.Entry {

		private final AtomicInteger fired = new AtomicInteger();

		@Override
		void fired() {
			this.fired.incrementAndGet();
		}

	}

}
