package io.alwayson.resilience;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZI_Result;

/**
 * The timer's thread, and those who arm what it fires.
 */
public final class TimerStress {

	private static final long PATIENCE = TimeUnit.SECONDS.toNanos(5);

	private TimerStress() {
	}

	/** Something is armed while the timer closes. */
	@JCStressTest
	@Outcome(id = "true, 1", expect = Expect.ACCEPTABLE, desc = "It was armed, and fires once.")
	@Outcome(id = "false, 0", expect = Expect.ACCEPTABLE, desc = "It was refused, and does not fire.")
	@Outcome(expect = Expect.FORBIDDEN, desc = "It is lost, or fires although it was refused.")
	@State
	public static class Closing {

		private final WheelTimer timer = new WheelTimer(System::nanoTime);

		private final Counted entry = new Counted();

		@Actor
		public void arms(ZI_Result result) {
			result.r1 = this.timer.arm(this.entry, System.nanoTime() + TimeUnit.HOURS.toNanos(1));
		}

		@Actor
		public void closes() {
			this.timer.close();
		}

		@Arbiter
		public void judge(ZI_Result result) {
			this.timer.close();
			result.r2 = this.entry.await(result.r1 ? 1 : 0);
		}

	}

	/** Two arm something when the timer has no thread yet. */
	@JCStressTest
	@Outcome(id = "true, 2", expect = Expect.ACCEPTABLE, desc = "Both fire.")
	@Outcome(expect = Expect.FORBIDDEN, desc = "One is lost.")
	@State
	public static class Waking {

		private final WheelTimer timer = new WheelTimer(System::nanoTime);

		private final Counted one = new Counted();

		private final Counted other = new Counted();

		@Actor
		public void arms() {
			this.timer.arm(this.one, System.nanoTime());
		}

		@Actor
		public void armsToo() {
			this.timer.arm(this.other, System.nanoTime());
		}

		@Arbiter
		public void judge(ZI_Result result) {
			result.r2 = this.one.await(1) + this.other.await(1);
			result.r1 = true;
			this.timer.close();
		}

	}

	private static final class Counted extends WheelTimer.Entry {

		private final AtomicInteger fired = new AtomicInteger();

		@Override
		void fired() {
			this.fired.incrementAndGet();
		}

		int await(int expected) {
			long end = System.nanoTime() + PATIENCE;
			while (this.fired.get() < expected && System.nanoTime() - end < 0) {
				Thread.onSpinWait();
			}
			return this.fired.get();
		}

	}

}
