package io.alwayson.resilience;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

import io.alwayson.workload.context.CallContext;
import io.alwayson.workload.context.CallOutcome.Result;
import io.alwayson.workload.context.Deadline;
import io.alwayson.workload.context.WorkloadContext;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Tests for {@link ResilientDependency} on the calling thread, in real time.
 */
@Timeout(30)
class CallingThreadTests {

	private static final String[] QUICK = { "attempt-timeout=100ms", "deadline=400ms", "first-delay=1ms",
			"max-delay=2ms" };

	private final Recorder recorder = new Recorder();

	private final List<Corridors> opened = new ArrayList<>();

	private final AtomicInteger arrivals = new AtomicInteger();

	@AfterEach
	void close() {
		assertThat(Thread.currentThread().isInterrupted()).as("interrupt left behind").isFalse();
		assertThat(WorkloadContext.current()).isSameAs(CallContext.NONE);
		this.opened.forEach(Corridors::close);
	}

	@Test
	void valueComesThrough() {
		assertThat(dependency().call(() -> "value")).isEqualTo("value");
		assertThat(dependency().<String, RuntimeException>call(() -> null)).isNull();
		assertThat(this.recorder.results()).containsExactly(Result.SUCCESS, Result.SUCCESS);
	}

	@Test
	void undeclaredNameIsAnErrorThatListsTheDeclared() {
		assertThatIllegalArgumentException().isThrownBy(() -> resilience().dependency("stock"))
			.withMessage("No dependency 'stock' is declared under alwayson.dependencies; declared: prices");
	}

	@Test
	void exceptionsOfTheCallerComeOutUnchanged() {
		IOException checked = new IOException("reset");
		assertThatThrownBy(() -> dependency().call(() -> {
			throw checked;
		})).isSameAs(checked);
		IllegalStateException unchecked = new IllegalStateException("no such order");
		assertThatThrownBy(() -> dependency().idempotent().call(() -> {
			throw unchecked;
		})).isSameAs(unchecked);
		assertThat(this.recorder.results()).containsExactly(Result.FAILURE, Result.SUCCESS);
	}

	@Test
	void errorIsPassedOnAndCountsAsNothing() {
		AssertionError error = new AssertionError();
		assertThatThrownBy(() -> dependency().idempotent().call(() -> {
			throw error;
		})).isSameAs(error);
		assertThat(this.recorder.results()).containsExactly(Result.CANCELLED);
	}

	@Test
	void idempotentCallSurvivesTwoFailures() throws IOException {
		String value = dependency().idempotent().call(() -> {
			if (this.arrivals.incrementAndGet() < 3) {
				throw new IOException("reset");
			}
			return "attempt " + WorkloadContext.current().attempt();
		});
		assertThat(value).isEqualTo("attempt 3");
		assertThat(this.recorder.results()).containsExactly(Result.FAILURE, Result.FAILURE, Result.SUCCESS);
	}

	@Test
	void probeGoesThroughOnceAndUncounted() {
		ResilientDependency dependency = dependency().idempotent();
		WorkloadContext.Scope probe = WorkloadContext.open(CallContext.PROBE);
		try {
			for (int i = 0; i < 100; i++) {
				assertThatThrownBy(() -> dependency.call(() -> {
					this.arrivals.incrementAndGet();
					throw new IOException("reset");
				})).hasMessage("reset");
			}
		}
		finally {
			probe.close();
		}
		assertThat(this.arrivals).hasValue(100);
		assertThat(this.recorder.outcomes).isEmpty();
		assertThat(this.recorder.events).isEmpty();
		assertThat(dependency.<String, RuntimeException>call(() -> "closed")).isEqualTo("closed");
	}

	@Test
	void hangingAttemptIsInterruptedAndTriedAgain() throws Exception {
		String value = dependency(QUICK).idempotent().call(() -> {
			if (this.arrivals.incrementAndGet() == 1) {
				hang();
			}
			assertThat(Thread.currentThread().isInterrupted()).isFalse();
			return "second";
		});
		assertThat(value).isEqualTo("second");
		assertThat(this.recorder.results()).containsExactly(Result.TIMEOUT, Result.SUCCESS);
	}

	@Test
	void callThatHangsInAllAttemptsEndsWithATimeoutThatKeepsWhatWasThrown() {
		long start = System.nanoTime();
		assertThatExceptionOfType(AttemptTimeoutException.class)
			.isThrownBy(() -> dependency(QUICK).idempotent().call(() -> {
				this.arrivals.incrementAndGet();
				hang();
				return "";
			}))
			.withCauseInstanceOf(InterruptedException.class)
			.withMessage("No answer from 'prices' within 100 ms");
		assertThat(this.arrivals).hasValue(3);
		assertThat(System.nanoTime() - start).isLessThan(TimeUnit.MILLISECONDS.toNanos(2000));
	}

	@Test
	void callThatCannotBeRepeatedEndsAtItsDeadline() {
		long start = System.nanoTime();
		assertThatExceptionOfType(DeadlineExceededException.class).isThrownBy(() -> dependency(QUICK).call(() -> {
			this.arrivals.incrementAndGet();
			hang();
			return "";
		})).withCauseInstanceOf(InterruptedException.class);
		assertThat(this.arrivals).hasValue(1);
		assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(400));
	}

	@Test
	void deadlineOfTheRequestWins() {
		ResilientDependency dependency = dependency();
		CallContext hurried = CallContext.NONE.withDeadline(Deadline.after(Duration.ofMillis(300), System.nanoTime()));
		WorkloadContext.Scope scope = WorkloadContext.open(hurried);
		try {
			assertThatExceptionOfType(DeadlineExceededException.class)
				.isThrownBy(() -> dependency.idempotent().call(() -> {
					hang();
					return "";
				}));
		}
		finally {
			scope.close();
		}
		assertThat(this.recorder.results()).containsExactly(Result.CANCELLED);
	}

	@Test
	void lateResultIsReturnedWhileItIsOfUseAndTheOverrunIsReported() throws Exception {
		String value = dependency("attempt-timeout=100ms", "deadline=10s").idempotent().call(() -> {
			spinFor(Duration.ofMillis(250));
			return "late";
		});
		assertThat(value).isEqualTo("late");
		assertThat(this.recorder.results()).containsExactly(Result.TIMEOUT);
		assertThat(this.recorder.events).contains("overrun");
	}

	@Test
	void resultAfterTheDeadlineIsDiscarded() {
		AtomicReference<String> discarded = new AtomicReference<>();
		Corridor corridor = resilience(QUICK).corridor("prices");
		assertThatExceptionOfType(DeadlineExceededException.class)
			.isThrownBy(() -> corridor.call(CallType.READ, new Operation<String, RuntimeException>() {

				@Override
				public String run() {
					spinFor(Duration.ofMillis(500));
					return "too late";
				}

				@Override
				public void discard(String result) {
					discarded.set(result);
				}

			}));
		assertThat(discarded).hasValue("too late");
	}

	@Test
	void interruptOfTheCallerIsNeverSwallowed() throws InterruptedException {
		CountDownLatch running = new CountDownLatch(1);
		AtomicReference<Throwable> thrown = new AtomicReference<>();
		Thread caller = new Thread(() -> {
			try {
				dependency().idempotent().call(() -> {
					this.arrivals.incrementAndGet();
					running.countDown();
					hang();
					return "";
				});
			}
			catch (Exception ex) {
				thrown.set(ex);
			}
		});
		caller.start();
		running.await();
		caller.interrupt();
		caller.join(10_000);
		assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
		assertThat(this.arrivals).hasValue(1);
		assertThat(this.recorder.results()).containsExactly(Result.CANCELLED);
	}

	@Test
	void interruptBetweenAttemptsEndsTheCallWithItsLastFailureAndStaysSet() {
		IOException failure = new IOException("reset");
		Timing interrupted = new Timing(Corridors.REAL.nanoTime(), Corridors.REAL.clock(), () -> 0.5, (nanos) -> {
			Thread.currentThread().interrupt();
			Corridors.REAL.sleeper().sleep(nanos);
		});
		ResilientDependency dependency = corridors().timing(interrupted).build().dependency("prices");
		assertThatThrownBy(() -> dependency.idempotent().call(() -> {
			this.arrivals.incrementAndGet();
			throw failure;
		})).isSameAs(failure);
		assertThat(Thread.interrupted()).isTrue();
		assertThat(this.arrivals).hasValue(1);
		assertThat(this.recorder.events).contains("call CANCELLED after 1");
	}

	@Test
	void interruptThatWasThereBeforeIsStillThereAfterATimeout() {
		Thread.currentThread().interrupt();
		try {
			dependency(QUICK).call(() -> {
				spinFor(Duration.ofMillis(450));
				return "";
			});
		}
		catch (DeadlineExceededException ex) {
			assertThat(Thread.currentThread().isInterrupted()).isTrue();
		}
		assertThat(Thread.interrupted()).isTrue();
	}

	@Test
	void timerNeverHitsWhatTheThreadDoesNext() {
		ResilientDependency dependency = dependency("attempt-timeout=1ms", "deadline=10s", "breaker.min-calls=1000000",
				"max-attempts=1");
		for (int call = 0; call < 3000; call++) {
			try {
				dependency.idempotent().call(() -> {
					spinFor(Duration.ofNanos(1_000_000));
					return "";
				});
			}
			catch (AttemptTimeoutException ex) {
				// As likely as not.
			}
			assertThat(Thread.currentThread().isInterrupted()).isFalse();
		}
	}

	@Test
	void breakerLearnsOfATimeoutWhileTheOperationStillIgnoresIt() {
		ScriptedBreaker breaker = new ScriptedBreaker();
		Resilience resilience = corridors("attempt-timeout=20ms", "deadline=20s").breaker(breaker).build();
		List<String> learned = resilience.dependency("prices").idempotent().call(() -> {
			Awaitility.await().until(() -> !breaker.learned.isEmpty());
			return List.copyOf(breaker.learned);
		});
		assertThat(learned).containsExactly("failure");
	}

	@Test
	void callWithinACallToTheSameDependencyIsProtectedOnce() {
		ResilientDependency dependency = dependency().idempotent();
		assertThatThrownBy(() -> dependency.call(() -> dependency.call(() -> {
			this.arrivals.incrementAndGet();
			throw new IOException("reset");
		}))).isInstanceOf(IOException.class);
		assertThat(this.arrivals).hasValue(3);
		assertThat(this.recorder.outcomes).hasSize(3);
	}

	@Test
	void openBreakerRefusesAndSaysSo() {
		ResilientDependency dependency = dependency("breaker.min-calls=2", "breaker.open-for=10s",
				"breaker.max-open-for=10s");
		for (int call = 0; call < 2; call++) {
			assertThatExceptionOfType(IOException.class).isThrownBy(() -> dependency.call(() -> {
				throw new IOException("reset");
			}));
		}
		assertThatExceptionOfType(CircuitOpenException.class).isThrownBy(() -> dependency.call(() -> {
			this.arrivals.incrementAndGet();
			return "";
		})).withMessage("'prices' was not called: its circuit breaker is open");
		assertThat(this.arrivals).hasValue(0);
		assertThat(this.recorder.signals).singleElement().satisfies((signal) -> {
			assertThat(signal.dependency()).isEqualTo("prices");
			assertThat(signal.reason()).isEqualTo("CIRCUIT_OPEN");
			assertThat(signal.until()).isAfter(java.time.Instant.now());
		});
	}

	@Test
	void openBreakerClosesAfterOneGoodTrialAndEndsItsSignal() throws Exception {
		ResilientDependency dependency = dependency("breaker.min-calls=1", "breaker.open-for=1ms");
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> dependency.call(() -> {
			throw new IOException("reset");
		}));
		Awaitility.await().ignoreException(CircuitOpenException.class).until(() -> dependency.call(() -> true));
		assertThat(this.recorder.signals).last()
			.satisfies((signal) -> assertThat(signal.until()).isBefore(java.time.Instant.now()));
		assertThat(this.recorder.events).contains("circuit OPEN", "circuit HALF_OPEN", "circuit CLOSED");
	}

	@Test
	void listenerThatThrowsDoesNotTouchTheCall() {
		Listeners listeners = new Listeners(List.of((outcome) -> {
			throw new IllegalStateException();
		}, this.recorder), List.of(), List.of());
		Resilience resilience = corridors().listeners(listeners).build();
		assertThat(resilience.dependency("prices").call(() -> "value")).isEqualTo("value");
		assertThat(this.recorder.results()).containsExactly(Result.SUCCESS);
	}

	@Test
	void classifierOfTheApplicationIsAskedFirst() {
		FailureClassifier classifier = (failure) -> (failure instanceof IllegalStateException) ? Fault.TRANSIENT : null;
		Resilience resilience = corridors().classifiers(classifier).build();
		assertThatThrownBy(() -> resilience.dependency("prices").idempotent().call(() -> {
			this.arrivals.incrementAndGet();
			throw new IllegalStateException("legacy client is down");
		})).isInstanceOf(IllegalStateException.class);
		assertThat(this.arrivals).hasValue(3);
	}

	private static void hang() throws InterruptedException {
		new CountDownLatch(1).await();
	}

	/** Works and does not listen. */
	private static void spinFor(Duration time) {
		long end = System.nanoTime() + time.toNanos();
		while (System.nanoTime() - end < 0) {
			Thread.onSpinWait();
			LockSupport.parkNanos(1);
		}
	}

	private ResilientDependency dependency(String... keysAndValues) {
		return resilience(keysAndValues).dependency("prices");
	}

	private Resilience resilience(String... keysAndValues) {
		return corridors(keysAndValues).build();
	}

	private Corridors corridors(String... keysAndValues) {
		Corridors corridors = Corridors.toPrices(keysAndValues).recorder(this.recorder);
		this.opened.add(corridors);
		return corridors;
	}

}
