package io.alwayson.resilience;

import java.time.Duration;
import java.util.Random;

import io.alwayson.workload.context.CallContext;
import io.alwayson.workload.context.Deadline;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link HedgeProtection}: the decisions, without threads.
 */
class HedgeDecisionsTests {

	private final VirtualTime time = new VirtualTime();

	private final Recorder recorder = new Recorder();

	private final ScriptedBreaker breaker = new ScriptedBreaker();

	private final ScriptedLimit limit = new ScriptedLimit();

	@Test
	void withoutADeclaredHedgeThereIsNone() {
		Corridor corridor = Corridors.toPrices().timing(this.time.timing()).build().corridor("prices");
		ScriptedCall call = new ScriptedCall(corridor, CallType.READ, CallContext.NONE);
		assertThat(call.before()).isNull();
		assertThat(call.hedgeAt()).isZero();
		assertThat(corridor.hedgeDelay()).isZero();
	}

	@Test
	void waitsForTheCapWhileFewLatenciesAreKnown() {
		Corridor corridor = corridor();
		learn(corridor, 99, Duration.ofMillis(10));
		assertThat(corridor.hedgeDelay()).isEqualTo(Duration.ofMillis(300));
	}

	@Test
	void waitsForTheQuantileThen() {
		Corridor corridor = corridor();
		learn(corridor, 940, Duration.ofMillis(10));
		learn(corridor, 60, Duration.ofMillis(80));
		renew(corridor, Duration.ofMillis(80));
		assertThat(corridor.hedgeDelay()).isCloseTo(Duration.ofMillis(80), Duration.ofMillis(2));
	}

	@Test
	void neverWaitsLongerThanTheCap() {
		Corridor corridor = corridor();
		learn(corridor, 1000, Duration.ofMillis(550));
		renew(corridor, Duration.ofMillis(550));
		assertThat(corridor.hedgeDelay()).isEqualTo(Duration.ofMillis(300));
	}

	@Test
	void forgetsWhatWasTwentySecondsAgo() {
		Corridor corridor = corridor();
		learn(corridor, 1000, Duration.ofMillis(200));
		for (int second = 0; second < 25; second++) {
			learn(corridor, 100, Duration.ofMillis(10));
			this.time.advance(Duration.ofSeconds(1));
		}
		renew(corridor, Duration.ofMillis(10));
		assertThat(corridor.hedgeDelay()).isCloseTo(Duration.ofMillis(10), Duration.ofMillis(1));
	}

	@Test
	void attemptThatLostWasSlowAndSoDoesNotMakeAllLookFast() {
		Corridor corridor = corridor("budget.floor=1000", "budget.burst=1000");
		for (int call = 0; call < 200; call++) {
			ScriptedCall slow = begin(corridor);
			assertThat(slow.before()).isNull();
			this.time.advance(Duration.ofMillis(100));
			assertThat(slow.hedge()).isTrue();
			slow.after(AttemptOutcome.LOST);
			slow.after(AttemptOutcome.SUCCESS);
		}
		renew(corridor, Duration.ofMillis(100));
		assertThat(corridor.hedgeDelay()).isCloseTo(Duration.ofMillis(100), Duration.ofMillis(2));
	}

	@ParameterizedTest
	@ValueSource(strings = { "write", "second attempt", "nested", "switched off", "little time is left" })
	void getsNoCompany(String why) {
		Corridor corridor = corridor();
		CallType type = why.equals("write") ? CallType.WRITE : CallType.READ;
		CallContext context = switch (why) {
			case "nested" -> CallContext.NONE.withAttempt(2);
			case "little time is left" ->
				CallContext.NONE.withDeadline(new Deadline(this.time.nanoTime() + Duration.ofMillis(300).toNanos()));
			default -> CallContext.NONE;
		};
		corridor.switches().hedgesOff(why.equals("switched off"));
		ScriptedCall call = new ScriptedCall(corridor, type, context);
		assertThat(call.before()).isNull();
		if (why.equals("second attempt")) {
			call.after(AttemptOutcome.of(Fault.TRANSIENT));
			assertThat(call.before()).isNull();
		}
		assertThat(call.hedgeAt()).isZero();
	}

	@Test
	void isDueAfterTheDelay() {
		ScriptedCall call = begin(corridor());
		assertThat(call.before()).isNull();
		assertThat(Duration.ofNanos(call.hedgeAt() - this.time.nanoTime())).isEqualTo(Duration.ofMillis(300));
	}

	@Test
	void doesNotStartWhereSomethingIsWrong() {
		ScriptedCall call = begin(corridor());
		assertThat(call.before()).isNull();
		this.breaker.open = true;
		assertThat(call.hedge()).isFalse();
		this.breaker.open = false;
		this.limit.inFlight = 81;
		assertThat(call.hedge()).isFalse();
		this.limit.inFlight = 80;
		assertThat(call.hedge()).isTrue();
		assertThat(this.recorder.events).containsExactly("no hedge CIRCUIT", "no hedge LIMIT");
	}

	@Test
	void doesNotStartWhileTheDependencyAskedToBeLeftAlone() {
		Corridor corridor = corridor();
		ScriptedCall busy = begin(corridor);
		assertThat(busy.before()).isNull();
		busy.after(AttemptOutcome.of(new Fault(Fault.Kind.TRANSIENT, Duration.ofSeconds(1))));
		ScriptedCall other = begin(corridor);
		assertThat(other.before()).isNull();
		assertThat(other.hedge()).isFalse();
		this.time.advance(Duration.ofMillis(1001));
		assertThat(other.hedge()).isTrue();
		assertThat(this.recorder.events).contains("no hedge REST");
	}

	@Test
	void takesHalfOfTheBudgetAtMost() {
		Corridor corridor = corridor("budget.burst=10", "budget.floor=0");
		int hedges = 0;
		for (int call = 0; call < 20; call++) {
			ScriptedCall slow = begin(corridor);
			assertThat(slow.before()).isNull();
			hedges += slow.hedge() ? 1 : 0;
		}
		assertThat(hedges).isEqualTo(5);
		assertThat(corridor.budget()).isEqualTo(5);
		assertThat(this.recorder.events).contains("no hedge BUDGET");
	}

	@Test
	void tokenOfAHedgeThatIsRefusedFurtherInsideIsGivenBack() {
		Corridor corridor = corridor();
		ScriptedCall call = begin(corridor);
		assertThat(call.before()).isNull();
		this.limit.full = true;
		double before = corridor.budget();
		assertThat(call.hedge()).isFalse();
		assertThat(corridor.budget()).isEqualTo(before);
		assertThat(this.recorder.events).containsExactly("no hedge REJECTED");
		assertThat(this.breaker.permits).isEqualTo(1);
	}

	@Test
	void attemptsAndHedgesStayWithinTheMaximum() {
		ScriptedCall call = begin(corridor("max-attempts=2"));
		assertThat(call.before()).isNull();
		assertThat(call.hedge()).isTrue();
		assertThat(call.afterLatest(AttemptOutcome.of(Fault.TRANSIENT))).isEqualTo(Next.AWAIT);
		assertThat(call.after(AttemptOutcome.of(Fault.TRANSIENT))).isEqualTo(Next.DONE);
		assertThat(this.recorder.events).containsExactly("hedge FAILED", "no retry ATTEMPTS", "call FAILURE after 2");
	}

	@Test
	void callFailsOnceAndIsRetriedOnceWhereBothAttemptsFail() {
		ScriptedCall call = begin(corridor());
		assertThat(call.before()).isNull();
		assertThat(call.hedge()).isTrue();
		assertThat(call.after(AttemptOutcome.of(Fault.TRANSIENT))).isEqualTo(Next.AWAIT);
		assertThat(call.after(AttemptOutcome.of(Fault.TRANSIENT))).isInstanceOf(Next.RetryAt.class);
		assertThat(this.recorder.events).containsExactly("hedge FAILED", "retry TRANSIENT");
	}

	/** One in a hundred is slow, then all are: the extra calls stay within the bound. */
	@RepeatedTest(5)
	void extraCallsStayWithinFivePercentFloorAndBurst(RepetitionInfo repetition) {
		Random random = new Random(repetition.getCurrentRepetition());
		Corridor corridor = corridor();
		int calls = 0;
		int hedges = 0;
		for (int second = 0; second < 120; second++) {
			double slow = (second < 60) ? 0.01 : 1;
			for (int index = 0; index < 100; index++) {
				calls++;
				ScriptedCall call = begin(corridor);
				assertThat(call.before()).isNull();
				Duration takes = (random.nextDouble() < slow) ? Duration.ofMillis(500) : Duration.ofMillis(5);
				boolean hedged = takes.toNanos() > call.hedgeAt() - this.time.nanoTime() && call.hedge();
				hedges += hedged ? 1 : 0;
				this.time.advance(Duration.ofMillis(10));
				if (hedged) {
					call.after(AttemptOutcome.LOST);
				}
				call.after(AttemptOutcome.SUCCESS);
			}
			double bound = 0.05 * calls + 0.5 * this.time.elapsed().toMillis() / 1000 + 5;
			assertThat((double) hedges).isLessThanOrEqualTo(bound);
		}
		assertThat(hedges).isGreaterThan(60);
	}

	/** Latencies of calls that succeed. */
	private void learn(Corridor corridor, int calls, Duration latency) {
		// At once: no second goes by meanwhile.
		Attempt attempt = new Attempt(new ProtectedCall(corridor, CallType.READ, CallContext.NONE), false) {

			@Override
			void fired() {
				throw new IllegalStateException("nobody armed it");
			}

		};
		attempt.startsAt(this.time.nanoTime() - latency.toNanos(), 1);
		attempt.endsAt(this.time.nanoTime());
		for (int call = 0; call < calls; call++) {
			corridor.hedging().after(attempt.call(), attempt, AttemptOutcome.SUCCESS, Next.DONE);
		}
	}

	/** The next second begins. */
	private void renew(Corridor corridor, Duration latency) {
		this.time.advance(Duration.ofMillis(1001));
		learn(corridor, 1, latency);
	}

	private ScriptedCall begin(Corridor corridor) {
		return new ScriptedCall(corridor, CallType.READ, CallContext.NONE);
	}

	private Corridor corridor(String... keysAndValues) {
		String[] policy = new String[keysAndValues.length + 1];
		policy[0] = "hedge.quantile=0.95";
		System.arraycopy(keysAndValues, 0, policy, 1, keysAndValues.length);
		return Corridors.toPrices(policy)
			.timing(this.time.timing())
			.breaker(this.breaker)
			.limit(this.limit)
			.recorder(this.recorder)
			.build()
			.corridor("prices");
	}

	/** A limit of a hundred that does as it is told. */
	private static final class ScriptedLimit implements ConcurrencyLimit {

		private int inFlight;

		private boolean full;

		@Override
		public int tryAcquire() {
			return this.full ? 0 : 1;
		}

		@Override
		public void release(Sample sample, long startedAt, long durationNanos, int inFlight) {
		}

		@Override
		public int limit() {
			return 100;
		}

		@Override
		public int inFlight() {
			return this.inFlight;
		}

	}

}
