package io.alwayson.resilience;

import java.time.Duration;

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
 * What meets in an attempt: its end, its timer and the other attempt of a hedged call.
 */
public final class AttemptStress {

	private static final Corridor CORRIDOR = Stressed.corridor(new WheelTimer(System::nanoTime), Runnable::run);

	private AttemptStress() {
	}

	private static ThreadAttempt<String, RuntimeException> attempt() {
		ThreadAttempt<String, RuntimeException> attempt = new ThreadAttempt<>(
				new ProtectedCall(CORRIDOR, CallType.READ, CallContext.NONE), false);
		attempt.startsAt(System.nanoTime(), 1);
		attempt.timeout(Duration.ofSeconds(1).toNanos(), false);
		return attempt;
	}

	/** The other attempt of the call is faster while this one ends. */
	@JCStressTest
	@Outcome(id = { "false, false" }, expect = Expect.ACCEPTABLE, desc = "No interrupt is left behind.")
	@Outcome(expect = Expect.FORBIDDEN, desc = "An interrupt of ours hits what the thread does next.")
	@State
	public static class InterruptLeftBehind {

		private volatile @Nullable ThreadAttempt<String, RuntimeException> running;

		@Actor
		public void ends(ZZ_Result result) {
			ThreadAttempt<String, RuntimeException> attempt = attempt();
			attempt.run(() -> {
				this.running = attempt;
				return "value";
			});
			result.r1 = Thread.interrupted();
		}

		@Actor
		public void isFaster() {
			ThreadAttempt<String, RuntimeException> attempt = this.running;
			if (attempt != null) {
				attempt.outrun();
			}
		}

	}

	/**
	 * The end of an attempt and its timer both want to give the breaker's permit back.
	 */
	@JCStressTest
	@Outcome(id = { "true, false", "false, true" }, expect = Expect.ACCEPTABLE, desc = "One does.")
	@Outcome(expect = Expect.FORBIDDEN, desc = "It was given back twice, or lost.")
	@State
	public static class BreakerPermit {

		private final Attempt attempt = attempt();

		public BreakerPermit() {
			this.attempt.breakerPermitTaken();
		}

		@Actor
		public void end(ZZ_Result result) {
			result.r1 = this.attempt.givesBreakerPermitBack();
		}

		@Actor
		public void timer(ZZ_Result result) {
			result.r2 = this.attempt.givesBreakerPermitBack();
		}

	}

	/** Two callers are asked to leave the dependency alone, for different times. */
	@JCStressTest
	@Outcome(id = "true, true", expect = Expect.ACCEPTABLE, desc = "The longer one counts.")
	@Outcome(expect = Expect.FORBIDDEN, desc = "It was overwritten.")
	@State
	public static class LongerRest {

		private final RestPeriod rest = new RestPeriod(Duration.ofSeconds(2), () -> 0);

		@Actor
		public void shorter() {
			this.rest.extend(Duration.ofMillis(1));
		}

		@Actor
		public void longer() {
			this.rest.extend(Duration.ofMillis(2));
		}

		@Arbiter
		public void judge(ZZ_Result result) {
			result.r1 = this.rest.until() == 2_000_000;
			result.r2 = true;
		}

	}

}
