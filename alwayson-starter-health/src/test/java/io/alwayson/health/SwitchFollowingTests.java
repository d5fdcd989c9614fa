package io.alwayson.health;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import io.alwayson.workload.KillSwitchSettings;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How soon all pods follow the kill switch, as the README says: for any timing, however
 * long reads take, whatever was written just before; and that it is not loose.
 */
class SwitchFollowingTests {

	private static final List<SwitchReading> WORDS = List.of(ScriptedSwitch.IN, ScriptedSwitch.OUT,
			ScriptedSwitch.MAINTENANCE);

	@Test
	void allPodsFollowWithinIntervalAndOneSecondAndThreeTimeouts() {
		double closest = 0;
		for (long seed = 0; seed < 2_000; seed++) {
			Stamp stamp = new Stamp(new Random(seed));
			Duration took = stamp.timeToFollow();
			assertThat(took).as("seed %s, %s", seed, stamp.settings).isLessThanOrEqualTo(stamp.bound());
			assertThat(stamp.killSwitch.followsWithin()).isEqualTo(stamp.bound());
			assertThat(stamp.isStillThere()).as("seed %s, %s", seed, stamp.settings).isTrue();
			closest = Math.max(closest, (double) took.toNanos() / stamp.bound().toNanos());
		}
		assertThat(closest).isGreaterThan(0.95);
	}

	/** Three pods that read one store, each in its own time. */
	private static final class Stamp implements SwitchReader {

		private final VirtualTimeline timeline = new VirtualTimeline();

		private final Random random;

		private final KillSwitchSettings settings;

		private final KillSwitch killSwitch;

		private final List<Pod> pods;

		private SwitchReading written = ScriptedSwitch.IN;

		Stamp(Random random) {
			this.random = random;
			this.settings = new KillSwitchSettings(null, any(100, 60_000), any(50, 10_000));
			this.killSwitch = new KillSwitch(new ScriptedSwitch(this.timeline), this.settings, this);
			this.pods = IntStream.range(0, 3).mapToObj((index) -> new Pod()).toList();
		}

		/** From the last of some writes, which may come in quick succession. */
		Duration timeToFollow() {
			for (Pod pod : this.pods) {
				this.timeline.pass(upTo(this.settings.interval()));
				pod.lane.start(pod::look);
			}
			this.timeline.pass(bound());
			int writes = 1 + this.random.nextInt(4);
			for (int i = 0; i < writes; i++) {
				this.timeline.pass(upTo(bound()));
				this.written = WORDS.get(this.random.nextInt(WORDS.size()));
			}
			long from = this.timeline.nanoTime();
			this.pods.forEach(Pod::look);
			this.timeline.pass(bound().plusSeconds(1));
			long last = this.pods.stream().mapToLong((pod) -> pod.followed).max().orElseThrow();
			return Duration.ofNanos(Math.max(last - from, 0));
		}

		boolean isStillThere() {
			this.timeline.pass(bound());
			return this.pods.stream().allMatch((pod) -> pod.lane.state().position() == this.written.position());
		}

		Duration bound() {
			return this.settings.interval().plusSeconds(1).plus(this.settings.timeout().multipliedBy(3));
		}

		/** What is read is what is there at some moment of the read. */
		@Override
		public CheckRunner.Run start(SwitchStore store, Consumer<SwitchReading> ended) {
			boolean slow = this.random.nextInt(4) > 0;
			Duration longest = this.settings.timeout().minusNanos(1);
			Duration takes = slow ? longest : upTo(longest);
			Duration until = slow ? upTo(takes.dividedBy(50)) : upTo(takes);
			AtomicReference<@Nullable SwitchReading> read = new AtomicReference<>();
			this.timeline.schedule(until, () -> read.set(this.written));
			this.timeline.schedule(takes, () -> ended.accept(read.get()));
			return () -> {
			};
		}

		private Duration any(int least, int most) {
			return Duration.ofMillis(least + this.random.nextInt(most - least));
		}

		private Duration upTo(Duration most) {
			return Duration.ofNanos((long) (most.toNanos() * this.random.nextDouble()));
		}

		private final class Pod {

			private final SwitchLane lane = Stamp.this.killSwitch.lane(Stamp.this.timeline,
					() -> Stamp.this.random.nextBoolean() ? 0 : Stamp.this.random.nextDouble());

			/** When it came to what is written now; for ever if it has not. */
			private long followed = Long.MAX_VALUE;

			void look() {
				boolean there = this.lane.state().position() == Stamp.this.written.position();
				if (!there) {
					this.followed = Long.MAX_VALUE;
				}
				else if (this.followed == Long.MAX_VALUE) {
					this.followed = Stamp.this.timeline.nanoTime();
				}
			}

		}

	}

}
