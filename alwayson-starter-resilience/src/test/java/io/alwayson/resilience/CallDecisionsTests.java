package io.alwayson.resilience;

import java.time.Duration;
import java.util.List;
import java.util.Random;

import io.alwayson.workload.Criticality;
import io.alwayson.workload.context.CallContext;
import io.alwayson.workload.context.CallOutcome.Result;
import io.alwayson.workload.context.Deadline;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ProtectedCall}: the decisions, without threads.
 */
class CallDecisionsTests {

	private static final AttemptOutcome TRANSIENT = AttemptOutcome.of(Fault.TRANSIENT);

	private final VirtualTime time = new VirtualTime();

	private final Recorder recorder = new Recorder();

	private final ScriptedBreaker breaker = new ScriptedBreaker();

	@AfterEach
	void everyPermitWasGivenBack() {
		assertThat(this.breaker.permits).isZero();
	}

	@Test
	void orderOfProtectionIsPinned() {
		ResilienceDescription description = resilience().dependency("prices").describe();
		assertThat(description.order()).containsExactly("observed", "fallback", "deadline", "retry", "hedge",
				"circuit breaker", "concurrency limit", "attempt timeout", "call");
		assertThat(description)
			.hasToString("prices: observed > fallback > deadline > retry > hedge > circuit breaker > "
					+ "concurrency limit > attempt timeout > call; "
					+ "retries by alwayson, at most 3 attempts in 2000 ms");
	}

	@ParameterizedTest
	@CsvSource({ "TRANSIENT,true,true", "TRANSIENT,false,false", "UNPROCESSED,true,true", "UNPROCESSED,false,true",
			"PERMANENT,true,false", "ANSWER,true,false" })
	void retriesOnlyWhatIsSafeAndMayHelp(Fault.Kind kind, boolean idempotent, boolean retried) {
		ScriptedCall call = begin(idempotent ? CallType.READ : CallType.WRITE);
		assertThat(call.before()).isNull();
		Next next = call.after(AttemptOutcome.of(new Fault(kind, null)));
		assertThat(next != Next.DONE).isEqualTo(retried);
	}

	@Test
	void bodyThatCannotBeSentAgainIsNotRetried() {
		ScriptedCall call = begin(CallType.READ.notReplayable());
		assertThat(call.before()).isNull();
		assertThat(call.after(AttemptOutcome.of(Fault.UNPROCESSED))).isEqualTo(Next.DONE);
	}

	@Test
	void attemptsEndAtTheirMaximum() {
		ScriptedCall call = begin(CallType.READ);
		assertThat(attempts(call, TRANSIENT)).isEqualTo(3);
		assertThat(this.recorder.events).containsExactly("retry TRANSIENT", "retry TRANSIENT", "no retry ATTEMPTS",
				"call FAILURE after 3");
	}

	@ParameterizedTest
	@CsvSource({ "0.0,0,0", "0.5,25,50", "0.999999,50,100" })
	void waitIsUniformBelowADoublingBound(double chance, long first, long second) {
		this.time.chance(chance);
		ScriptedCall call = begin(CallType.READ);
		assertThat(waitAfter(call, TRANSIENT)).isCloseTo(Duration.ofMillis(first), Duration.ofMillis(1));
		assertThat(waitAfter(call, TRANSIENT)).isCloseTo(Duration.ofMillis(second), Duration.ofMillis(1));
	}

	@Test
	void retryAfterIsNeverEarly() {
		for (double chance : List.of(0.0, 0.3, 0.999)) {
			this.time.chance(chance);
			ScriptedCall call = begin(CallType.READ);
			assertThat(waitAfter(call, busyFor(Duration.ofSeconds(1)))).isBetween(Duration.ofSeconds(1),
					Duration.ofMillis(1050));
			this.time.advance(Duration.ofSeconds(2));
		}
	}

	@Test
	void retryAfterThatDoesNotFitTheDeadlineGivesUpWithoutWaiting() {
		ScriptedCall call = begin(CallType.READ);
		assertThat(call.before()).isNull();
		assertThat(call.after(busyFor(Duration.ofSeconds(3600)))).isEqualTo(Next.DONE);
		assertThat(this.recorder.events).contains("no retry DEADLINE");
	}

	@Test
	void retriesOfAllCallersStayAwayUntilThen() {
		this.time.chance(0);
		Resilience resilience = resilience();
		ScriptedCall told = begin(resilience, CallType.READ, CallContext.NONE);
		assertThat(waitAfter(told, busyFor(Duration.ofMillis(800)))).isEqualTo(Duration.ofMillis(800));
		ScriptedCall other = begin(resilience, CallType.READ, CallContext.NONE);
		assertThat(waitAfter(other, TRANSIENT)).isEqualTo(Duration.ofMillis(800));
		this.time.advance(Duration.ofMillis(801));
		ScriptedCall later = begin(resilience, CallType.READ, CallContext.NONE);
		assertThat(waitAfter(later, TRANSIENT)).isZero();
	}

	@Test
	void oneAbsurdRetryAfterDoesNotEndTheRetriesOfOthersForHours() {
		Resilience resilience = resilience();
		waitAfter(begin(resilience, CallType.READ, CallContext.NONE), busyFor(Duration.ofDays(100_000)));
		this.time.advance(Duration.ofSeconds(2));
		assertThat(waitAfter(begin(resilience, CallType.READ, CallContext.NONE), TRANSIENT))
			.isLessThan(Duration.ofMillis(51));
	}

	@Test
	void deadlineIsTheEarlierOfPolicyAndRequest() {
		assertThat(begin(CallType.READ).remainingNanos()).isEqualTo(Duration.ofSeconds(2).toNanos());
		ScriptedCall hurried = begin(resilience(), CallType.READ, dueIn(Duration.ofMillis(300)));
		assertThat(hurried.remainingNanos()).isEqualTo(Duration.ofMillis(300).toNanos());
		ScriptedCall relaxed = begin(resilience(), CallType.READ, dueIn(Duration.ofHours(1)));
		assertThat(relaxed.remainingNanos()).isEqualTo(Duration.ofSeconds(2).toNanos());
	}

	@Test
	void callWithoutTimeIsRefusedBeforeItIsSent() {
		ScriptedCall call = begin(resilience(), CallType.READ, dueIn(Duration.ZERO));
		assertThat(call.before()).isInstanceOf(DeadlineExceededException.class)
			.hasMessage("'prices' was not called: the deadline of the call has passed");
		assertThat(this.recorder.results()).containsExactly(Result.REJECTED);
		assertThat(this.recorder.events).containsExactly("rejected by deadline", "call REJECTED after 0");
		assertThat(this.breaker.learned).isEmpty();
	}

	@Test
	void openBreakerRefusesAndIsNotRetried() {
		this.breaker.open = true;
		ScriptedCall call = begin(CallType.READ);
		assertThat(call.before()).isInstanceOfSatisfying(CircuitOpenException.class, (rejection) -> {
			assertThat(rejection.dependency()).isEqualTo("prices");
			assertThat(rejection.policy()).isEqualTo("circuit breaker");
		});
		assertThat(this.recorder.results()).containsExactly(Result.REJECTED);
	}

	@Test
	void breakerThatOpensDuringTheWaitEndsTheCallWithItsLastFailure() {
		ScriptedCall call = begin(CallType.READ);
		waitAfter(call, TRANSIENT);
		this.breaker.open = true;
		assertThat(call.before()).isInstanceOf(CircuitOpenException.class);
		assertThat(this.recorder.events).containsExactly("retry TRANSIENT", "rejected by circuit breaker",
				"no retry REJECTED", "call FAILURE after 1");
	}

	@ParameterizedTest
	@CsvSource({ "true,600", "false,2000" })
	void callThatCannotBeRepeatedGetsAllTheTime(boolean idempotent, long millis) {
		ScriptedCall call = begin(idempotent ? CallType.READ : CallType.WRITE);
		assertThat(call.before()).isNull();
		assertThat(Duration.ofNanos(call.attemptTimeoutNanos())).isEqualTo(Duration.ofMillis(millis));
		call.after(AttemptOutcome.SUCCESS);
	}

	@Test
	void operationLearnsItsAttemptAndWhenItsAnswerIsDue() {
		ScriptedCall call = begin(resilience(), CallType.READ, new CallContext("pay", null, Criticality.MEDIUM, 0));
		waitAfter(call, TRANSIENT);
		assertThat(call.before()).isNull();
		CallContext context = call.context();
		assertThat(context.attempt()).isEqualTo(2);
		assertThat(context.flow()).isEqualTo("pay");
		assertThat(context.criticality()).isEqualTo(Criticality.MEDIUM);
		assertThat(context.deadline()).isNotNull();
		assertThat(context.deadline().remainingNanos(this.time.nanoTime())).isEqualTo(Duration.ofMillis(600).toNanos());
		call.after(AttemptOutcome.SUCCESS);
	}

	@ParameterizedTest
	@CsvSource({ "SUCCESS,success,SUCCESS", "TIMEOUT,failure,TIMEOUT", "CANCELLED,nothing,CANCELLED",
			"LATE,failure,TIMEOUT", "ANSWER,success,SUCCESS", "PERMANENT,failure,FAILURE" })
	void breakerAndListenersLearnTheSame(String outcome, String learned, Result result) {
		ScriptedCall call = begin(CallType.WRITE);
		assertThat(call.before()).isNull();
		call.after(outcome(outcome));
		assertThat(this.breaker.learned).containsExactly(learned);
		assertThat(this.recorder.results()).containsExactly(result);
	}

	@Test
	void timeoutOfACallThatCameInHurrySaysNothingAboutTheDependency() {
		ScriptedCall call = begin(resilience(), CallType.READ, dueIn(Duration.ofMillis(20)));
		assertThat(call.before()).isNull();
		call.expire();
		assertThat(call.after(AttemptOutcome.TIMEOUT)).isEqualTo(Next.DONE);
		assertThat(this.breaker.learned).containsExactly("nothing");
		assertThat(this.recorder.results()).containsExactly(Result.CANCELLED);
	}

	@Test
	void breakerLearnsOfATimeoutWhenItHappensAndOnce() {
		ScriptedCall call = begin(CallType.READ);
		assertThat(call.before()).isNull();
		call.expire();
		assertThat(this.breaker.learned).containsExactly("failure");
		this.time.advance(Duration.ofMinutes(5));
		call.after(AttemptOutcome.TIMEOUT);
		assertThat(this.breaker.learned).containsExactly("failure");
	}

	@Test
	void retryOfAnotherCallIsNotMultiplied() {
		ScriptedCall call = begin(resilience(), CallType.READ, CallContext.NONE.withAttempt(2));
		assertThat(attempts(call, TRANSIENT)).isEqualTo(1);
		assertThat(this.recorder.events).contains("no retry NESTED");
	}

	@Test
	void emptyBudgetEndsTheCallAtOnceWithItsOwnFailure() {
		Resilience resilience = resilience("budget.burst=1", "budget.floor=0");
		assertThat(attempts(begin(resilience, CallType.READ, CallContext.NONE), TRANSIENT)).isEqualTo(2);
		assertThat(attempts(begin(resilience, CallType.READ, CallContext.NONE), TRANSIENT)).isEqualTo(1);
		assertThat(this.recorder.events).contains("no retry BUDGET");
	}

	@RepeatedTest(10)
	void arrivalsStayWithinTheBound(RepetitionInfo repetition) {
		Random random = new Random(repetition.getCurrentRepetition());
		double failing = random.nextDouble();
		Resilience resilience = resilience();
		int requests = 0;
		int arrivals = 0;
		for (int call = 0; call < 3000; call++) {
			this.time.advance(Duration.ofMillis(random.nextInt(50)));
			requests++;
			ScriptedCall current = begin(resilience, CallType.READ, CallContext.NONE);
			Next next;
			do {
				assertThat(current.before()).isNull();
				arrivals++;
				next = current.after((random.nextDouble() < failing) ? TRANSIENT : AttemptOutcome.SUCCESS);
			}
			while (next != Next.DONE);
			double seconds = this.time.elapsed().toNanos() / 1e9;
			assertThat((double) arrivals).isLessThanOrEqualTo(1.1 * requests + seconds + 10);
		}
		assertThat(this.recorder.outcomes).hasSize(arrivals);
	}

	private static AttemptOutcome outcome(String name) {
		return switch (name) {
			case "SUCCESS" -> AttemptOutcome.SUCCESS;
			case "TIMEOUT" -> AttemptOutcome.TIMEOUT;
			case "CANCELLED" -> AttemptOutcome.CANCELLED;
			case "LATE" -> AttemptOutcome.LATE;
			default -> AttemptOutcome.of(new Fault(Fault.Kind.valueOf(name), null));
		};
	}

	private static AttemptOutcome busyFor(Duration time) {
		return AttemptOutcome.of(new Fault(Fault.Kind.TRANSIENT, time));
	}

	private CallContext dueIn(Duration time) {
		return CallContext.NONE.withDeadline(Deadline.after(time, this.time.nanoTime()));
	}

	private int attempts(ScriptedCall call, AttemptOutcome outcome) {
		while (call.before() == null) {
			if (call.after(outcome) == Next.DONE) {
				return call.attempt();
			}
		}
		return call.attempt();
	}

	private Duration waitAfter(ScriptedCall call, AttemptOutcome outcome) {
		assertThat(call.before()).isNull();
		Next next = call.after(outcome);
		return (next instanceof Next.RetryAt retry) ? Duration.ofNanos(retry.nanoTime() - this.time.nanoTime())
				: Duration.ofNanos(-1);
	}

	private ScriptedCall begin(CallType type) {
		return begin(resilience(), type, CallContext.NONE);
	}

	private ScriptedCall begin(Resilience resilience, CallType type, CallContext context) {
		return new ScriptedCall(resilience.corridor("prices"), type, context);
	}

	private Resilience resilience(String... keysAndValues) {
		return Corridors.toPrices(keysAndValues)
			.timing(this.time.timing())
			.breaker(this.breaker)
			.recorder(this.recorder)
			.build();
	}

}
