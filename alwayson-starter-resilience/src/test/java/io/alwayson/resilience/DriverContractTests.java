package io.alwayson.resilience;

import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import io.alwayson.resilience.Script.Step;
import io.alwayson.resilience.reactor.ReactorDriver;
import io.alwayson.workload.Criticality;
import io.alwayson.workload.context.CallContext;
import io.alwayson.workload.context.CallOutcome.Result;
import io.alwayson.workload.context.Deadline;
import io.alwayson.workload.context.WorkloadContext;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * What a call does, whoever drives it: on the calling thread, as a stage or in Reactor.
 * In real time, since waiting and ending is what drivers do.
 */
@Timeout(30)
class DriverContractTests {

	private static final String[] QUICK = { "attempt-timeout=60ms", "deadline=2s", "first-delay=1ms", "max-delay=2ms" };

	private static final IOException RESET = new IOException("reset");

	private final Recorder recorder = new Recorder();

	private final List<Corridors> opened = new ArrayList<>();

	@AfterEach
	void nothingStaysBehind() {
		assertThat(Thread.currentThread().isInterrupted()).as("interrupt left behind").isFalse();
		assertThat(WorkloadContext.current()).isSameAs(CallContext.NONE);
		this.opened.forEach(Corridors::close);
	}

	@ParameterizedTest
	@EnumSource
	void valueComesThrough(Driver driver) throws Throwable {
		assertThat(driver.call(corridor(), CallType.WRITE, Script.of(Step.yields("value")))).isEqualTo("value");
		assertThat(driver.call(corridor(), CallType.WRITE, Script.of(Step.yields(null)))).isNull();
		assertThat(this.recorder.events).containsExactly("call SUCCESS after 1", "call SUCCESS after 1");
	}

	@ParameterizedTest
	@EnumSource
	void failureComesOutAsItIs(Driver driver) {
		IllegalStateException failure = new IllegalStateException("no such order");
		Script script = Script.of(Step.fails(failure));
		assertThatThrownBy(() -> driver.call(corridor(), CallType.READ, script)).isSameAs(failure);
		assertThat(script.arrivals()).isEqualTo(1);
		assertThat(this.recorder.events).containsExactly("call SUCCESS after 1");
	}

	@ParameterizedTest
	@EnumSource
	void errorIsPassedOnAndTeachesNothing(Driver driver) {
		AssertionError error = new AssertionError("bug");
		ScriptedBreaker breaker = new ScriptedBreaker();
		Corridor corridor = corridors().breaker(breaker).build().corridor("prices");
		assertThatThrownBy(() -> driver.call(corridor, CallType.READ, Script.of(Step.fails(error)))).isSameAs(error);
		assertThat(breaker.learned).containsExactly("nothing");
		assertThat(breaker.permits).isZero();
		assertThat(corridor.limit().inFlight()).isZero();
		assertThat(this.recorder.events).containsExactly("call CANCELLED after 1");
	}

	@ParameterizedTest
	@EnumSource
	void idempotentCallSurvivesAndKnowsItsAttempts(Driver driver) throws Throwable {
		Script script = Script.of(Step.fails(RESET), Step.yields("busy"), Step.yields("value"));
		assertThat(driver.call(corridor(), CallType.IDEMPOTENT_WRITE, script)).isEqualTo("value");
		assertThat(script.contexts).extracting(CallContext::attempt).containsExactly(1, 2, 3);
		assertThat(script.contexts).extracting(CallContext::dependency).containsOnly("prices");
		assertThat(script.discarded).containsExactly("busy");
		assertThat(this.recorder.results()).containsExactly(Result.FAILURE, Result.FAILURE, Result.SUCCESS);
		assertThat(this.recorder.events).containsExactly("retry TRANSIENT", "retry TRANSIENT", "call SUCCESS after 3");
	}

	@ParameterizedTest
	@EnumSource
	void callThatMayHaveBeenProcessedIsNotMadeTwice(Driver driver) throws Throwable {
		Script once = Script.of(Step.fails(RESET));
		assertThatThrownBy(() -> driver.call(corridor(), CallType.WRITE, once)).isSameAs(RESET);
		assertThat(once.arrivals()).isEqualTo(1);
		Script again = Script.of(Step.fails(new ConnectException("refused")), Step.yields("value"));
		assertThat(driver.call(corridor(), CallType.WRITE, again)).isEqualTo("value");
	}

	@ParameterizedTest
	@EnumSource
	void lastAnswerIsTheCallersAndNoneOfTheOthers(Driver driver) throws Throwable {
		Script script = Script.of(Step.yields("busy"));
		assertThat(driver.call(corridor(), CallType.READ, script)).isEqualTo("busy");
		assertThat(script.arrivals()).isEqualTo(3);
		assertThat(script.discarded).containsExactly("busy", "busy");
		assertThat(this.recorder.events).endsWith("no retry ATTEMPTS", "call FAILURE after 3");
	}

	@ParameterizedTest
	@EnumSource
	void attemptThatHangsIsEndedAndMadeAgain(Driver driver) throws Throwable {
		Script script = Script.of(Step.hangs(), Step.yields("value"));
		assertThat(driver.call(corridor(), CallType.READ, script)).isEqualTo("value");
		assertThat(script.cancelled).containsExactly(1);
		assertThat(this.recorder.events).containsExactly("retry TIMEOUT", "call SUCCESS after 2");
	}

	@ParameterizedTest
	@EnumSource
	void callWhoseAttemptsAllHangSaysSo(Driver driver) {
		Script script = Script.of(Step.hangs());
		assertThatThrownBy(() -> driver.call(corridor(), CallType.READ, script))
			.isInstanceOfSatisfying(AttemptTimeoutException.class, (timeout) -> {
				assertThat(timeout).hasMessageContaining("prices");
				assertThat(timeout).hasMessageContaining("60 ms");
			});
		assertThat(script.cancelled).containsExactly(1, 2, 3);
		assertThat(this.recorder.results()).containsExactly(Result.TIMEOUT, Result.TIMEOUT, Result.TIMEOUT);
	}

	@ParameterizedTest
	@EnumSource
	void attemptThatHangsAndCannotBePaidForAgainIsABudgetExhausted(Driver driver) {
		Corridor corridor = corridor("budget.burst=0");
		assertThatThrownBy(() -> driver.call(corridor, CallType.READ, Script.of(Step.hangs())))
			.isInstanceOf(BudgetExhaustedException.class);
		assertThat(this.recorder.events).containsExactly("no retry BUDGET", "call TIMEOUT after 1");
	}

	@ParameterizedTest
	@EnumSource
	void deadlineOfTheRequestEndsTheCall(Driver driver) {
		Script script = Script.of(Step.hangs());
		CallContext hurried = CallContext.NONE.withDeadline(Deadline.after(Duration.ofMillis(100), System.nanoTime()));
		long startedAt = System.nanoTime();
		assertThatThrownBy(() -> driver.call(corridor(), CallType.WRITE, script, hurried))
			.isInstanceOf(DeadlineExceededException.class);
		assertThat(Duration.ofNanos(System.nanoTime() - startedAt)).isBetween(Duration.ofMillis(100),
				Duration.ofMillis(1500));
		assertThat(script.cancelled).containsExactly(1);
	}

	@ParameterizedTest
	@EnumSource
	void callWithoutTimeIsNotMade(Driver driver) {
		Script script = Script.of(Step.yields("value"));
		CallContext late = CallContext.NONE.withDeadline(new Deadline(System.nanoTime() - 1));
		assertThatThrownBy(() -> driver.call(corridor(), CallType.READ, script, late))
			.isInstanceOf(DeadlineExceededException.class);
		assertThat(script.arrivals()).isZero();
		assertThat(this.recorder.events).containsExactly("rejected by deadline", "call REJECTED after 0");
	}

	@ParameterizedTest
	@EnumSource
	void openCircuitBreakerRefusesAtOnceAndOnce(Driver driver) {
		ScriptedBreaker breaker = new ScriptedBreaker();
		breaker.open = true;
		Corridor corridor = corridors().breaker(breaker).build().corridor("prices");
		Script script = Script.of(Step.yields("value"));
		assertThatThrownBy(() -> driver.call(corridor, CallType.READ, script)).isInstanceOf(CircuitOpenException.class);
		assertThat(script.arrivals()).isZero();
		assertThat(this.recorder.events).containsExactly("rejected by circuit breaker", "call REJECTED after 0");
	}

	@ParameterizedTest
	@EnumSource
	void refusalOfASecondAttemptLeavesTheFirstFailure(Driver driver) {
		Corridor corridor = corridor("breaker.min-calls=1", "breaker.open-for=1m", "breaker.max-open-for=1m");
		assertThatThrownBy(() -> driver.call(corridor, CallType.READ, Script.of(Step.fails(RESET)))).isSameAs(RESET);
		assertThat(this.recorder.events).containsExactly("circuit OPEN", "retry TRANSIENT",
				"rejected by circuit breaker", "no retry REJECTED", "call FAILURE after 1");
	}

	@ParameterizedTest
	@EnumSource
	void usedUpLimitRefusesAndIsFreedAgain(Driver driver) throws Throwable {
		Corridor corridor = corridor("limit.mode=fixed", "limit.min=1", "limit.initial=1", "attempt-timeout=5s",
				"deadline=60s");
		Script hanging = Script.of(Step.hangs());
		CompletableFuture<String> first = corridor.callAsync(CallType.READ, hanging.stage());
		assertThatThrownBy(() -> driver.call(corridor, CallType.READ, Script.of(Step.yields("value"))))
			.isInstanceOf(LimitExceededException.class);
		first.cancel(true);
		assertThat(driver.call(corridor, CallType.READ, Script.of(Step.yields("value")))).isEqualTo("value");
		assertThat(corridor.limit().inFlight()).isZero();
	}

	@ParameterizedTest
	@EnumSource
	void slowFirstAttemptGetsCompanyThatWins(Driver driver) throws Throwable {
		Corridor corridor = corridor("attempt-timeout=8s", "deadline=60s", "hedge.max-delay=10ms");
		Script script = Script.of(Step.hangs(), Step.yields("value"));
		long startedAt = System.nanoTime();
		assertThat(driver.call(corridor, CallType.READ, script)).isEqualTo("value");
		assertThat(Duration.ofNanos(System.nanoTime() - startedAt)).isLessThan(Duration.ofSeconds(7));
		Awaitility.await().untilAsserted(() -> assertThat(script.cancelled).containsExactly(1));
		assertThat(script.contexts).extracting(CallContext::attempt).containsExactly(1, 2);
		assertThat(this.recorder.events).containsExactly("hedge WON", "call SUCCESS after 2");
		assertThat(corridor.limit().inFlight()).isZero();
	}

	@ParameterizedTest
	@EnumSource
	void failedHedgeWaitsForTheFirstAttempt(Driver driver) {
		Corridor corridor = corridor("attempt-timeout=300ms", "hedge.max-delay=10ms", "max-attempts=2");
		Script script = Script.of(Step.hangs(), Step.fails(RESET));
		assertThatThrownBy(() -> driver.call(corridor, CallType.READ, script))
			.isInstanceOf(AttemptTimeoutException.class);
		assertThat(script.arrivals()).isEqualTo(2);
		assertThat(this.recorder.events).contains("hedge FAILED").endsWith("call TIMEOUT after 2");
		assertThat(corridor.limit().inFlight()).isZero();
	}

	@ParameterizedTest
	@EnumSource
	void callThatMustNotBeMadeTwiceGetsNoCompany(Driver driver) {
		Corridor corridor = corridor("attempt-timeout=50ms", "deadline=200ms", "max-attempts=2",
				"hedge.max-delay=10ms");
		Script script = Script.of(Step.hangs());
		assertThatThrownBy(() -> driver.call(corridor, CallType.WRITE, script)).isInstanceOf(RuntimeException.class);
		assertThat(script.arrivals()).isEqualTo(1);
	}

	@ParameterizedTest
	@EnumSource
	void fallbackAnswersForFailureAndRefusal(Driver driver) throws Throwable {
		ScriptedBreaker breaker = new ScriptedBreaker();
		List<FailedCall> asked = new ArrayList<>();
		Corridor corridor = corridors("fallback=yesterdays", "max-attempts=1").breaker(breaker)
			.fallback("yesterdays", (call) -> {
				asked.add(call);
				return "old";
			})
			.build()
			.corridor("prices");
		assertThat(driver.call(corridor, CallType.READ, Script.of(Step.fails(RESET)))).isEqualTo("old");
		assertThat(driver.call(corridor, CallType.READ, Script.of(Step.yields("busy")))).isEqualTo("old");
		breaker.open = true;
		assertThat(driver.call(corridor, CallType.READ, Script.of(Step.yields("value")))).isEqualTo("old");
		assertThat(asked).extracting(FailedCall::answer).containsExactly(null, "busy", null);
		assertThat(asked.get(0).failure()).isSameAs(RESET);
		assertThat(asked.get(2).failure()).isInstanceOf(CircuitOpenException.class);
		assertThat(this.recorder.results()).containsExactly(Result.FAILURE, Result.FAILURE, Result.REJECTED);
		assertThat(this.recorder.events).doesNotContain("call SUCCESS after 1");
		assertThat(this.recorder.signals).extracting("reason").containsOnly("FALLBACK");
	}

	@ParameterizedTest
	@EnumSource
	void fallbackThatDeclinesChangesNothing(Driver driver) throws Throwable {
		Corridor corridor = corridors("fallback=silent", "max-attempts=1").fallback("silent", (call) -> {
			throw new IllegalStateException("nothing at hand");
		}).build().corridor("prices");
		assertThatThrownBy(() -> driver.call(corridor, CallType.READ, Script.of(Step.fails(RESET)))).isSameAs(RESET);
		assertThat(driver.call(corridor, CallType.READ, Script.of(Step.yields("busy")))).isEqualTo("busy");
		assertThat(this.recorder.events).contains("no fallback");
	}

	@ParameterizedTest
	@EnumSource
	void fallbackIsNotAskedWhereTheDependencyAnswered(Driver driver) throws Throwable {
		Corridor corridor = corridors("fallback=never").fallback("never", (call) -> "wrong").build().corridor("prices");
		assertThat(driver.call(corridor, CallType.READ, Script.of(Step.yields("value")))).isEqualTo("value");
		IllegalStateException answer = new IllegalStateException("no such order");
		assertThatThrownBy(() -> driver.call(corridor, CallType.READ, Script.of(Step.fails(answer)))).isSameAs(answer);
	}

	@ParameterizedTest
	@EnumSource
	void retryAfterIsNeverEarly(Driver driver) throws Throwable {
		long startedAt = System.nanoTime();
		Script script = Script.of(Step.yields("busy150"), Step.yields("value"));
		assertThat(driver.call(corridor(), CallType.READ, script)).isEqualTo("value");
		assertThat(Duration.ofNanos(System.nanoTime() - startedAt)).isGreaterThanOrEqualTo(Duration.ofMillis(150));
	}

	@ParameterizedTest
	@EnumSource
	void probeGoesThroughAsItIs(Driver driver) {
		Script script = Script.of(Step.fails(RESET));
		assertThatThrownBy(() -> driver.call(corridor(), CallType.READ, script, CallContext.PROBE)).isSameAs(RESET);
		assertThat(script.arrivals()).isEqualTo(1);
		assertThat(this.recorder.outcomes).isEmpty();
		assertThat(this.recorder.events).isEmpty();
	}

	@ParameterizedTest
	@EnumSource
	void attemptsKnowForWhomTheyAreMade(Driver driver) throws Throwable {
		Script script = Script.of(Step.fails(RESET), Step.hangs(), Step.yields("value"));
		CallContext request = new CallContext("pay", null, Criticality.MEDIUM, 0);
		assertThat(driver.call(corridor(), CallType.READ, script, request)).isEqualTo("value");
		assertThat(script.contexts).hasSize(3).allSatisfy((context) -> {
			assertThat(context.flow()).isEqualTo("pay");
			assertThat(context.criticality()).isEqualTo(Criticality.MEDIUM);
			assertThat(context.deadline()).isNotNull();
		});
	}

	@ParameterizedTest
	@EnumSource
	void callerWhoGivesUpEndsTheAttempt(Driver driver) {
		Script script = Script.of(Step.hangs());
		Corridor corridor = corridor("attempt-timeout=10s", "deadline=60s");
		driver.giveUp(corridor, script);
		assertThat(script.cancelled).containsExactly(1);
		assertThat(this.recorder.results()).containsExactly(Result.CANCELLED);
		assertThat(this.recorder.events).containsExactly("call CANCELLED after 1");
		assertThat(corridor.limit().inFlight()).isZero();
	}

	/** Whatever a dependency does, all three make the same decisions. */
	@RepeatedTest(40)
	void allMakeTheSameDecisions(RepetitionInfo repetition) {
		Random random = new Random(repetition.getCurrentRepetition());
		Step[] steps = random.ints(1 + random.nextInt(4), 0, 6)
			.mapToObj(DriverContractTests::step)
			.toArray(Step[]::new);
		CallType type = random.nextBoolean() ? CallType.READ : CallType.WRITE;
		String[] policy = { "attempt-timeout=20ms", "deadline=800ms", "first-delay=1ms", "max-delay=1ms",
				"max-attempts=" + (1 + random.nextInt(4)), "budget.burst=" + random.nextInt(4), "budget.floor=0",
				"breaker.min-calls=" + (1 + random.nextInt(4)), "breaker.open-for=1m", "breaker.max-open-for=1m" };
		List<List<String>> all = Arrays.stream(Driver.values())
			.map((driver) -> seen(driver, type, policy, steps))
			.toList();
		assertThat(all).as(() -> Arrays.toString(steps)).allMatch(all.get(0)::equals);
	}

	private List<String> seen(Driver driver, CallType type, String[] policy, Step[] steps) {
		Recorder heard = new Recorder();
		List<String> seen = new ArrayList<>();
		try (Corridors corridors = Corridors.toPrices(policy).recorder(heard)) {
			Corridor corridor = corridors.build().corridor("prices");
			Script script = Script.of(steps);
			for (int call = 0; call < 3; call++) {
				try {
					seen.add("value " + driver.call(corridor, type, script));
				}
				catch (Throwable ex) {
					seen.add(ex.toString());
				}
			}
			seen.add(script.arrivals() + " arrivals, discarded " + script.discarded);
			seen.add(corridor.budget() + " tokens, in flight " + corridor.limit().inFlight());
		}
		// The circuit breaker tells on the thread that moves it.
		heard.events.stream().filter((event) -> !event.startsWith("circuit")).forEach(seen::add);
		heard.events.stream().filter((event) -> event.startsWith("circuit")).forEach(seen::add);
		heard.results().forEach((result) -> seen.add(result.name()));
		return seen;
	}

	private static Step step(int kind) {
		return switch (kind) {
			case 0 -> Step.fails(RESET);
			case 1 -> Step.fails(new ConnectException("refused"));
			case 2 -> Step.yields("busy");
			case 3 -> Step.hangs();
			case 4 -> Step.fails(new IllegalArgumentException("no such order"));
			default -> Step.yields("value");
		};
	}

	private Corridor corridor(String... keysAndValues) {
		return corridors(keysAndValues).build().corridor("prices");
	}

	private Corridors corridors(String... keysAndValues) {
		List<String> policy = new ArrayList<>(List.of(QUICK));
		policy.addAll(List.of(keysAndValues));
		Corridors corridors = Corridors.toPrices(policy.toArray(String[]::new)).recorder(this.recorder);
		this.opened.add(corridors);
		return corridors;
	}

	/** Who drives the call. */
	enum Driver {

		CALLING_THREAD {

			@Override
			@Nullable String call(Corridor corridor, CallType type, Script script) throws Throwable {
				return corridor.call(type, script.blocking());
			}

			@Override
			void giveUp(Corridor corridor, Script script) {
				Thread caller = Thread.currentThread();
				CompletableFuture.runAsync(() -> {
					Awaitility.await().until(() -> script.arrivals() > 0);
					caller.interrupt();
				});
				assertThatThrownBy(() -> corridor.call(CallType.READ, script.blocking()))
					.isInstanceOf(InterruptedException.class);
				// Consumed by the operation, which has told us.
				assertThat(Thread.interrupted()).isFalse();
			}

		},

		STAGE {

			@Override
			@Nullable String call(Corridor corridor, CallType type, Script script) throws Throwable {
				try {
					return corridor.callAsync(type, script.stage()).get(10, TimeUnit.SECONDS);
				}
				catch (ExecutionException ex) {
					throw ex.getCause();
				}
			}

			@Override
			void giveUp(Corridor corridor, Script script) {
				CompletableFuture<String> call = corridor.callAsync(CallType.READ, script.stage());
				call.cancel(true);
				assertThatThrownBy(call::join).isInstanceOf(CancellationException.class);
			}

		},

		REACTOR {

			@Override
			@Nullable String call(Corridor corridor, CallType type, Script script) throws Throwable {
				try {
					return new ReactorDriver(corridor).call(type, script.reactive())
						.toFuture()
						.get(10, TimeUnit.SECONDS);
				}
				catch (ExecutionException ex) {
					throw ex.getCause();
				}
			}

			@Override
			void giveUp(Corridor corridor, Script script) {
				new ReactorDriver(corridor).call(CallType.READ, script.reactive()).subscribe().dispose();
			}

		};

		abstract @Nullable String call(Corridor corridor, CallType type, Script script) throws Throwable;

		@Nullable String call(Corridor corridor, CallType type, Script script, CallContext context) throws Throwable {
			WorkloadContext.Scope scope = WorkloadContext.open(context);
			try {
				return call(corridor, type, script);
			}
			finally {
				scope.close();
			}
		}

		/** Makes a call that hangs and loses interest in it. */
		abstract void giveUp(Corridor corridor, Script script);

	}

}
