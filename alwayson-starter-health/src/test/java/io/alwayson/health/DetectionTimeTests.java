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

	private record Timing(Duration interval, Duration retryInterval, Duration timeout) {

		static Timing any(Random random) {
			Duration interval = Duration.ofMillis(2000 + random.nextInt(28_000));
			Duration timeout = Duration.ofMillis(100 + random.nextInt(1900));
			return new Timing(interval, Duration.ofMillis(500 + random.nextInt(1500)), timeout);
		}

		VirtualMonitor healthy(Random random) {
			VirtualMonitor monitor = VirtualMonitor.jittered(random, "dependencies.db.type=custom",
					"dependencies.db.failure-scope=stamp", "flows.list.uses=db",
					"health.defaults.interval=" + this.interval, "health.defaults.retry-interval=" + this.retryInterval,
					"health.defaults.timeout=" + this.timeout);
			monitor.pass(ANSWER);
			assertThat(monitor.verdict().status()).isEqualTo(HealthState.HEALTHY);
			monitor.pass(part(this.interval.multipliedBy(4), random));
			return monitor;
		}

	}

}
