package io.alwayson.resilience;

import java.util.concurrent.atomic.AtomicLong;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * The tokens of a retry budget. In the package of what it looks at, which is nobody
 * else's.
 */
public final class BudgetStress {

	private BudgetStress() {
	}

	/** Two want the last token. */
	@JCStressTest
	@Outcome(id = { "true, false", "false, true" }, expect = Expect.ACCEPTABLE, desc = "One gets it.")
	@Outcome(expect = Expect.FORBIDDEN, desc = "It was spent twice, or lost.")
	@State
	public static class LastToken {

		private final TokenBucket bucket = new TokenBucket(0, 0, 1, () -> 0);

		@Actor
		public void one(ZZ_Result result) {
			result.r1 = this.bucket.tryTake();
		}

		@Actor
		public void other(ZZ_Result result) {
			result.r2 = this.bucket.tryTake();
		}

	}

	/** Two see that a token's worth of time has passed. */
	@JCStressTest
	@Outcome(id = { "true, false", "false, true" }, expect = Expect.ACCEPTABLE, desc = "It is added once.")
	@Outcome(expect = Expect.FORBIDDEN, desc = "It was added twice, or lost.")
	@State
	public static class Refill {

		private final AtomicLong now = new AtomicLong();

		private final TokenBucket bucket = new TokenBucket(0, 1, 10, this.now::get);

		public Refill() {
			while (this.bucket.tryTake()) {
				// Begins empty.
			}
			this.now.set(1_000_000_000L);
		}

		@Actor
		public void one(ZZ_Result result) {
			result.r1 = this.bucket.tryTake();
		}

		@Actor
		public void other(ZZ_Result result) {
			result.r2 = this.bucket.tryTake();
		}

	}

}
