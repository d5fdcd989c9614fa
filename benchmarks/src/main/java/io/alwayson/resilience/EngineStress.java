package io.alwayson.resilience;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import io.alwayson.resilience.engine.ConcurrencyLimits;
import io.alwayson.resilience.engine.Resilience4jCircuitBreakers;
import io.alwayson.workload.Dependency;
import io.alwayson.workload.Workload;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * Circuit breakers and limits that several callers ask at once.
 */
public final class EngineStress {

	private static final Workload WORKLOAD = Stressed.workload("limit.mode=fixed", "limit.min=1", "limit.initial=1",
			"limit.max=1", "breaker.min-calls=1");

	private static final Dependency ONE = WORKLOAD.dependencies().get("one");

	private EngineStress() {
	}

	/** Two want the last permit of a limit. */
	@JCStressTest
	@Outcome(id = { "true, false", "false, true" }, expect = Expect.ACCEPTABLE, desc = "One gets it.")
	@Outcome(expect = Expect.FORBIDDEN, desc = "More are in flight than the limit allows, or none.")
	@State
	public static class LastPermit {

		private final ConcurrencyLimit limit = new ConcurrencyLimits().create(ONE);

		@Actor
		public void one(ZZ_Result result) {
			result.r1 = this.limit.tryAcquire() > 0;
		}

		@Actor
		public void other(ZZ_Result result) {
			result.r2 = this.limit.tryAcquire() > 0;
		}

	}

	/** Two come when the open time of a circuit breaker has passed: single flight. */
	@JCStressTest
	@Outcome(id = { "true, false", "false, true" }, expect = Expect.ACCEPTABLE, desc = "One tries.")
	@Outcome(expect = Expect.FORBIDDEN, desc = "Both try, or nobody does.")
	@State
	public static class Trial {

		private final AtomicLong now = new AtomicLong();

		private final CircuitBreaker breaker = new Resilience4jCircuitBreakers(Stressed.timing(this.now::get),
				List.of())
			.create(ONE, (state, openFor) -> {
			});

		public Trial() {
			this.breaker.tryAcquire();
			this.breaker.onFailure(1);
			this.now.set(Duration.ofSeconds(1).toNanos());
		}

		@Actor
		public void one(ZZ_Result result) {
			result.r1 = this.breaker.tryAcquire() == CircuitBreaker.Permit.GRANTED;
		}

		@Actor
		public void other(ZZ_Result result) {
			result.r2 = this.breaker.tryAcquire() == CircuitBreaker.Permit.GRANTED;
		}

	}

	/** Both breakers of a group open. */
	@JCStressTest
	@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "Half of the group refuses.")
	@Outcome(expect = Expect.FORBIDDEN, desc = "All of it refuses, or nobody does.")
	@State
	public static class HalfOfAGroup {

		private final CappedBreakers breakers = new CappedBreakers(WORKLOAD,
				new Resilience4jCircuitBreakers(Stressed.timing(() -> 0), List.of()));

		private final CircuitBreaker one = create("one");

		private final CircuitBreaker other = create("other");

		private CircuitBreaker create(String name) {
			CircuitBreaker breaker = this.breakers.create(WORKLOAD.dependencies().get(name), (state, openFor) -> {
			});
			breaker.tryAcquire();
			return breaker;
		}

		@Actor
		public void oneFails() {
			this.one.onFailure(1);
		}

		@Actor
		public void otherFails() {
			this.other.onFailure(1);
		}

		@Arbiter
		public void count(I_Result result) {
			result.r1 = refuses(this.one) + refuses(this.other);
		}

		private static int refuses(CircuitBreaker breaker) {
			return (breaker.tryAcquire() == CircuitBreaker.Permit.REFUSED) ? 1 : 0;
		}

	}

}
