package io.alwayson.resilience;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.alwayson.workload.context.CallContext;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * A call of which two attempts run at once, on the calling thread and on another one.
 */
public final class HedgeStress {

	/** Whoever starts the second attempt is the thread that makes it. */
	private static final Corridor CORRIDOR = Stressed.corridor(new WheelTimer(System::nanoTime), Runnable::run,
			"hedge.max-delay=500ms", "budget.burst=2147483647", "limit.mode=off");

	private HedgeStress() {
	}

	/** The second attempt begins, answers or is given up while the first one answers. */
	@JCStressTest
	@Outcome(id = "true, false", expect = Expect.ACCEPTABLE,
			desc = "The caller gets one answer, others are let go of once, and no interrupt is left behind.")
	@Outcome(expect = Expect.FORBIDDEN, desc = "An answer is lost, told twice, or an interrupt stays.")
	@State
	public static class TwoAnswers implements Operation<Integer, RuntimeException> {

		private final AtomicInteger produced = new AtomicInteger();

		private final AtomicInteger discarded = new AtomicInteger();

		private volatile HedgeRace.@Nullable First<Integer, RuntimeException> first;

		private int delivered;

		@Override
		public Integer run() {
			return 1 << this.produced.getAndIncrement();
		}

		@Override
		public void discard(Integer answer) {
			this.discarded.addAndGet(answer);
		}

		@Actor
		public void calls(ZZ_Result result) {
			ProtectedCall call = new ProtectedCall(CORRIDOR, CallType.READ, CallContext.NONE);
			HedgeRace.First<Integer, RuntimeException> attempt = new HedgeRace.First<>(call);
			call.before(attempt);
			HedgeRace<Integer, RuntimeException> race = new HedgeRace<>(call, attempt, this,
					System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(500));
			this.first = attempt;
			race.run();
			this.delivered = race.decisive().take();
			result.r2 = Thread.interrupted();
		}

		@Actor
		public void hedges() {
			HedgeRace.First<Integer, RuntimeException> attempt = this.first;
			if (attempt != null) {
				attempt.isEarly();
			}
		}

		@Arbiter
		public void judge(ZZ_Result result) {
			int all = (1 << this.produced.get()) - 1;
			result.r1 = this.delivered + this.discarded.get() == all;
		}

	}

}
