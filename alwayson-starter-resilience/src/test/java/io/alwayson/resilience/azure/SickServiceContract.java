package io.alwayson.resilience.azure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.alwayson.resilience.autoconfigure.ResilienceAutoConfiguration;
import io.alwayson.resilience.autoconfigure.ResilienceAzureAutoConfiguration;
import io.alwayson.test.fault.FaultProxy;
import io.alwayson.workload.autoconfigure.WorkloadAutoConfiguration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What holds for the ready client of every declared Azure service while that service is
 * sick in one way or another, with nothing but the declaration: the service is not asked
 * more often than the policy and the budget allow, nobody waits beyond his deadline, and
 * when it is well again that is noticed.
 */
@Timeout(180)
abstract class SickServiceContract {

	private static final int CALLERS = 4;

	private static final int CALLS_EACH = 10;

	private static final Duration DEADLINE = Duration.ofSeconds(2);

	/** 100 ms are allowed, the rest is for a busy machine. */
	private static final Duration LATE = Duration.ofMillis(600);

	private static final int ATTEMPTS = 3;

	/** The budget's: tokens at the start, and a second. */
	private static final int BURST = 10;

	private final ExecutorService callers = Executors.newFixedThreadPool(CALLERS);

	@AfterEach
	void end() {
		this.callers.shutdownNow();
	}

	/** What declares the service as {@code sick}. */
	abstract String[] declaration();

	/** Beans that the declaration needs, if any. */
	ApplicationContextRunner prepared(ApplicationContextRunner runner) {
		return runner;
	}

	/** A read of the service, of something that it has. */
	abstract Callable<?> call(ApplicationContext context);

	/** In front of the service. */
	abstract FaultProxy proxy();

	/** Requests that have arrived at the service or at the proxy in front of it. */
	abstract long arrivals();

	/** Answers all requests with that status. */
	abstract void respond(int status, String retryAfter);

	/** Breaks off all answers. */
	abstract void cut();

	/** Ends all faults. */
	abstract void heal();

	@ParameterizedTest
	@EnumSource
	void isNotAskedTooOftenAndKeepsNobodyWaiting(Sickness sickness) {
		prepared(
				new ApplicationContextRunner()
					.withConfiguration(AutoConfigurations.of(WorkloadAutoConfiguration.class,
							ResilienceAutoConfiguration.class, ResilienceAzureAutoConfiguration.class))
					.withPropertyValues(declaration()))
			.run((context) -> {
				assertThat(context).hasNotFailed();
				Callable<?> call = call(context);
				wellAgain(call);
				long before = arrivals();
				long start = System.nanoTime();
				sickness.begins.accept(this);
				List<Duration> durations = callAll(call);
				double seconds = (System.nanoTime() - start) / 1e9;
				long arrived = arrivals() - before;
				Duration slowest = durations.stream().max(Duration::compareTo).orElseThrow();
				int calls = durations.size();
				assertThat(slowest).isLessThan(DEADLINE.plus(LATE));
				assertThat(arrived).isLessThanOrEqualTo((long) calls * ATTEMPTS)
					.isLessThanOrEqualTo((long) (1.1 * calls + seconds + BURST));
				heal();
				long healed = System.nanoTime();
				wellAgain(call);
				System.out.printf(Locale.ROOT, "| %s | %s | %d | %d | %d ms | %d ms |%n", getClass().getSimpleName(),
						sickness, calls, arrived, slowest.toMillis(),
						TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - healed));
			});
	}

	/** It is noticed within two seconds. */
	private static void wellAgain(Callable<?> call) {
		Awaitility.await()
			.atMost(Duration.ofSeconds(2))
			.pollInterval(Duration.ofMillis(20))
			.ignoreExceptions()
			.until(() -> call.call() != null);
	}

	private List<Duration> callAll(Callable<?> call) throws Exception {
		List<Future<List<Duration>>> callers = new ArrayList<>();
		for (int caller = 0; caller < CALLERS; caller++) {
			callers.add(this.callers.submit(() -> callSome(call)));
		}
		List<Duration> durations = new ArrayList<>();
		for (Future<List<Duration>> caller : callers) {
			durations.addAll(caller.get(CALLS_EACH * 10L, TimeUnit.SECONDS));
		}
		return durations;
	}

	private static List<Duration> callSome(Callable<?> call) {
		List<Duration> durations = new ArrayList<>();
		for (int made = 0; made < CALLS_EACH; made++) {
			long start = System.nanoTime();
			try {
				call.call();
			}
			catch (Exception ex) {
				// That is what it is sick for.
			}
			durations.add(Duration.ofNanos(System.nanoTime() - start));
			assertThat(Thread.interrupted()).as("interrupted").isFalse();
		}
		return durations;
	}

	/** Ways of being sick. */
	enum Sickness {

		SLOW((service) -> service.proxy().latency(Duration.ofSeconds(3))),

		HANGING((service) -> service.proxy().hang()),

		RESETTING((service) -> service.proxy().reset()),

		BREAKING_OFF(SickServiceContract::cut),

		THROTTLING((service) -> service.respond(429, "1")),

		UNAVAILABLE((service) -> service.respond(503, "1")),

		REFUSING((service) -> service.proxy().refuse());

		private final Consumer<SickServiceContract> begins;

		Sickness(Consumer<SickServiceContract> begins) {
			this.begins = begins;
		}

	}

}
