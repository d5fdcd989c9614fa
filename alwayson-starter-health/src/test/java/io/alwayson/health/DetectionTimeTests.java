package io.alwayson.health;

import java.time.Duration;
import java.util.Random;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The formulas of the README, for any timing, at any moment, and that they are not loose.
 */
class DetectionTimeTests {

	private static final Duration ANSWER = Duration.ofMillis(20);

	private static final Duration STEP = Duration.ofMillis(5);

	@Test
	void fromAFailureToRefuseAtMostIntervalAndTwoRetryIntervalsAndThreeTimeouts() {
		double closest = 0;
		for (long seed = 0; seed < 300; seed++) {
			Random random = new Random(seed);
			Timing timing = Timing.any(random);
			VirtualMonitor monitor = timing.healthy(random);
			boolean hangs = random.nextBoolean();
			if (hangs) {
				monitor.dependency.hangs(false);
			}
			else {
				monitor.dependency.answers(HealthCheck.Answer.down("CONNECT_FAILED"));
			}
			Duration took = timeUntil(monitor, Routing.REFUSE);
			Duration run = hangs ? timing.timeout() : ANSWER;
			Duration bound = timing.interval()
				.plus(timing.retryInterval().multipliedBy(2))
				.plus(run.multipliedBy(3))
				// A run may have begun just before, and succeed.
				.plus(ANSWER);
			assertThat(took).as("seed %s, %s", seed, timing).isLessThanOrEqualTo(bound.plus(STEP));
			closest = Math.max(closest, (double) took.toNanos() / bound.toNanos());
		}
		assertThat(closest).isGreaterThan(0.9);
	}

	@Test
	void backToAcceptAtMostTimeoutAndTwoRetryIntervals() {
		double closest = 0;
		for (long seed = 0; seed < 300; seed++) {
			Random random = new Random(seed);
			Timing timing = Timing.any(random);
			VirtualMonitor monitor = timing.healthy(random);
			monitor.dependency.hangs(false);
			timeUntil(monitor, Routing.REFUSE);
			monitor.pass(part(timing.interval(), random));
			monitor.dependency.answers(HealthCheck.Answer.up());
			Duration took = timeUntil(monitor, Routing.ACCEPT);
			Duration bound = timing.timeout().plus(timing.retryInterval().multipliedBy(2)).plus(ANSWER.multipliedBy(2));
			assertThat(took).as("seed %s, %s", seed, timing).isLessThanOrEqualTo(bound.plus(STEP));
			closest = Math.max(closest, (double) took.toNanos() / bound.toNanos());
		}
		assertThat(closest).isGreaterThan(0.9);
	}

	@Test
	void hungForEverAndBackByTheMaximumAgeIsAcceptedThenAndAtMostTwoRetryIntervalsLater() {
		double closest = 0;
		for (long seed = 0; seed < 300; seed++) {
			Random random = new Random(seed);
			Timing timing = Timing.any(random);
			VirtualMonitor monitor = timing.hungForEver(random);
			long begun = monitor.timeline.nanoTime();
			if (random.nextBoolean()) {
				monitor.dependency.answers(HealthCheck.Answer.down("CONNECT_FAILED"));
			}
			monitor.pass(part(timing.maxAge(), random));
			monitor.dependency.answers(HealthCheck.Answer.up());
			timeUntil(monitor, Routing.REFUSE);
			timeUntil(monitor, Routing.ACCEPT);
			Duration took = Duration.ofNanos(monitor.timeline.nanoTime() - begun);
			Duration bound = timing.maxAge().plus(timing.retryInterval().multipliedBy(2)).plus(ANSWER.multipliedBy(2));
			assertThat(took).as("seed %s, %s", seed, timing)
				.isGreaterThanOrEqualTo(timing.maxAge())
				.isLessThanOrEqualTo(bound.plus(STEP));
			assertThat(monitor.dependency.mostThreads).isEqualTo(2);
			closest = Math.max(closest, (double) took.toNanos() / bound.toNanos());
		}
		assertThat(closest).isGreaterThan(0.9);
	}

	@Test
	void hungForEverAndBackLaterIsAcceptedAtMostAMinuteAndTwoRetryIntervalsAfterThat() {
		double closest = 0;
		for (long seed = 0; seed < 300; seed++) {
			Random random = new Random(seed);
			Timing timing = Timing.any(random);
			VirtualMonitor monitor = timing.hungForEver(random);
			if (random.nextBoolean()) {
				monitor.dependency.hangs(false);
			}
			else {
				monitor.dependency.answers(HealthCheck.Answer.down("CONNECT_FAILED"));
			}
			monitor.pass(timing.maxAge().plus(part(Duration.ofMinutes(5), random)));
			assertThat(monitor.routing()).isEqualTo(Routing.REFUSE);
			monitor.dependency.answers(HealthCheck.Answer.up());
			Duration took = timeUntil(monitor, Routing.ACCEPT);
			Duration bound = Duration.ofMinutes(1)
				.plus(timing.retryInterval().multipliedBy(2))
				.plus(ANSWER.multipliedBy(2));
			assertThat(took).as("seed %s, %s", seed, timing).isLessThanOrEqualTo(bound.plus(STEP));
			assertThat(monitor.dependency.mostThreads).isEqualTo(2);
			closest = Math.max(closest, (double) took.toNanos() / bound.toNanos());
		}
		assertThat(closest).isGreaterThan(0.9);
	}

	private static Duration timeUntil(VirtualMonitor monitor, Routing routing) {
		long start = monitor.timeline.nanoTime();
		while (monitor.routing() != routing) {
			monitor.pass(STEP);
			if (monitor.timeline.nanoTime() - start > Duration.ofMinutes(10).toNanos()) {
				throw new AssertionError("never " + routing + ": " + monitor.verdict());
			}
		}
		return Duration.ofNanos(monitor.timeline.nanoTime() - start);
	}

	private static Duration part(Duration duration, Random random) {
		return Duration.ofNanos((long) (duration.toNanos() * random.nextDouble()));
	}

	private record Timing(Duration interval, Duration retryInterval, Duration timeout, Duration maxAge) {

		static Timing any(Random random) {
			Duration interval = Duration.ofMillis(2000 + random.nextInt(28_000));
			Duration timeout = Duration.ofMillis(100 + random.nextInt(1900));
			Duration retryInterval = Duration.ofMillis(500 + random.nextInt(1500));
			Duration least = interval.plus(timeout);
			return new Timing(interval, retryInterval, timeout, least.plus(part(interval.multipliedBy(3), random)));
		}

		VirtualMonitor healthy(Random random) {
			VirtualMonitor monitor = VirtualMonitor.jittered(random, "dependencies.db.type=custom",
					"dependencies.db.failure-scope=stamp", "flows.list.uses=db",
					"health.defaults.interval=" + this.interval, "health.defaults.retry-interval=" + this.retryInterval,
					"health.defaults.timeout=" + this.timeout, "health.defaults.max-age=" + this.maxAge);
			monitor.pass(ANSWER);
			assertThat(monitor.verdict().status()).isEqualTo(HealthState.HEALTHY);
			monitor.pass(part(this.interval.multipliedBy(4), random));
			return monitor;
		}

		/** At the moment when a run has begun that nothing ends. */
		VirtualMonitor hungForEver(Random random) {
			VirtualMonitor monitor = healthy(random);
			monitor.dependency.hangs(true);
			int runs = monitor.dependency.runs;
			while (monitor.dependency.runs == runs) {
				monitor.pass(STEP);
			}
			return monitor;
		}

	}

}
