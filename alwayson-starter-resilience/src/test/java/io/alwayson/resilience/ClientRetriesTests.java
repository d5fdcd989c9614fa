package io.alwayson.resilience;

import java.time.Duration;

import io.alwayson.workload.context.CallContext;
import io.alwayson.workload.context.CallOutcome.Result;
import io.alwayson.workload.context.Deadline;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Calls whose client retries by itself, and what such a client tells.
 */
class ClientRetriesTests {

	private static final CallType READ = CallType.READ.withRetriesOfClient();

	private final VirtualTime time = new VirtualTime();

	private final Recorder recorder = new Recorder();

	private final Corridors corridors = Corridors.toPrices("hedge.quantile=0.95")
		.timing(this.time.timing())
		.recorder(this.recorder);

	private final Corridor corridor = this.corridors.build().corridor("prices");

	@AfterEach
	void close() {
		this.corridors.close();
	}

	@Test
	void anAttemptGetsAllTheTimeAndNoCompany() {
		ScriptedCall call = begin(CallContext.NONE);
		assertThat(call.before()).isNull();
		assertThat(call.attemptTimeoutNanos()).isEqualTo(Duration.ofSeconds(2).toNanos());
		assertThat(call.hedgeAt()).isZero();
		assertThat(call.after(AttemptOutcome.TIMEOUT)).isEqualTo(Next.DONE);
		assertThat(this.recorder.outcomes).singleElement()
			.satisfies((outcome) -> assertThat(outcome.retryOwner()).isEqualTo("client"));
	}

	@Test
	void onlyWhatTheClientLeavesIsRepeated() {
		ScriptedCall call = begin(CallContext.NONE);
		assertThat(call.before()).isNull();
		assertThat(call.after(AttemptOutcome.of(Fault.TRANSIENT))).isInstanceOf(Next.RetryAt.class);
		assertThat(call.before()).isNull();
		assertThat(call.after(AttemptOutcome.of(Fault.PERMANENT))).isEqualTo(Next.DONE);
		assertThat(this.recorder.outcomes).extracting("attempt").containsExactly(1, 2);
	}

	@Test
	void aClientThatGivesUpInTimeIsATimeout() {
		ScriptedCall call = begin(CallContext.NONE);
		assertThat(call.before()).isNull();
		call.after(AttemptOutcome.of(Fault.TIMEOUT));
		assertThat(this.recorder.results()).containsExactly(Result.TIMEOUT);
	}

	@Test
	void aClientThatHadLessTimeThanItIsEntitledToSaysNothing() {
		ScriptedCall call = begin(CallContext.NONE
			.withDeadline(Deadline.after(Duration.ofMillis(100), this.time.timing().nanoTime().getAsLong())));
		assertThat(call.before()).isNull();
		call.after(AttemptOutcome.of(Fault.TIMEOUT));
		assertThat(this.recorder.results()).containsExactly(Result.CANCELLED);
	}

	@Test
	void theRegionThatAnsweredIsTold() {
		this.corridor.call(READ, new Operation<String, RuntimeException>() {

			@Override
			public String run() {
				return "value";
			}

			@Override
			public @Nullable String regionOf(String result) {
				return "region of " + result;
			}

		});
		assertThat(this.recorder.outcomes).singleElement()
			.satisfies((outcome) -> assertThat(outcome.region()).isEqualTo("region of value"));
	}

	@Test
	void itAsksWhetherItMayAndPaysAfterwards() {
		assertThat(this.corridor.clientMayRetry()).isTrue();
		assertThat(this.corridor.clientMayHedge()).isTrue();
		this.corridor.charge(10);
		assertThat(this.corridor.clientMayRetry()).isFalse();
		assertThat(this.corridor.clientMayHedge()).isFalse();
		this.time.advance(Duration.ofSeconds(1));
		assertThat(this.corridor.clientMayRetry()).isTrue();
		this.corridor.switches().retriesOff(true);
		this.corridor.switches().hedgesOff(true);
		assertThat(this.corridor.clientMayRetry()).isFalse();
		assertThat(this.corridor.clientMayHedge()).isFalse();
	}

	@Test
	void itDoesNotHedgeWhileTheDependencyWantsToBeLeftAlone() {
		ScriptedCall call = begin(CallContext.NONE);
		assertThat(call.before()).isNull();
		call.after(AttemptOutcome.of(new Fault(Fault.Kind.PERMANENT, Duration.ofSeconds(1))));
		assertThat(this.corridor.clientMayHedge()).isFalse();
		this.time.advance(Duration.ofSeconds(1));
		assertThat(this.corridor.clientMayHedge()).isTrue();
	}

	@Test
	void itHedgesBesideTheTrialOfACircuitBreakerAndNotWhileThatIsOpen() {
		ScriptedBreaker breaker = new ScriptedBreaker();
		Corridor broken = Corridors.toPrices("hedge.quantile=0.95").breaker(breaker).build().corridor("prices");
		breaker.open = true;
		assertThat(broken.clientMayHedge()).isFalse();
		breaker.halfOpen = true;
		assertThat(broken.clientMayHedge()).isTrue();
	}

	@Test
	void slowIsWhatNearlyAllOthersOfTheSameKindAreNot() {
		LatencyQuantile points = this.corridor.newLatencyQuantile();
		LatencyQuantile queries = this.corridor.newLatencyQuantile();
		for (int number = 0; number < 200; number++) {
			this.time.advance(Duration.ofMillis(10));
			points.record(Duration.ofMillis(10).toNanos(), this.corridor.now());
			queries.record(Duration.ofMillis(200).toNanos(), this.corridor.now());
		}
		assertThat(points.orAtMost(Duration.ofMillis(300)).toMillis()).isBetween(9L, 11L);
		assertThat(points.orAtMost(Duration.ofMillis(5))).isEqualTo(Duration.ofMillis(5));
		assertThat(queries.orAtMost(Duration.ofMillis(300)).toMillis()).isBetween(190L, 210L);
		assertThat(this.corridor.newLatencyQuantile().orAtMost(Duration.ofMillis(300)))
			.isEqualTo(Duration.ofMillis(300));
	}

	private ScriptedCall begin(CallContext context) {
		return new ScriptedCall(this.corridor, READ, context);
	}

}
