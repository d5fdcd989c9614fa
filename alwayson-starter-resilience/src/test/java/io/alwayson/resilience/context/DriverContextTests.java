package io.alwayson.resilience.context;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import io.alwayson.resilience.CallType;
import io.alwayson.resilience.Corridor;
import io.alwayson.resilience.Corridors;
import io.alwayson.resilience.reactor.ReactorDriver;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What an operation knows of the work that it is part of, whoever drives the call and on
 * whichever thread an attempt begins.
 */
@Timeout(30)
class DriverContextTests {

	private static final Duration TIME = Duration.ofSeconds(20);

	private final List<Surroundings> seen = Collections.synchronizedList(new ArrayList<>());

	private final List<String> threads = Collections.synchronizedList(new ArrayList<>());

	private final Corridors corridors = Corridors.toPrices("attempt-timeout=8s", "deadline=60s", "first-delay=1ms",
			"max-delay=2ms", "hedge.max-delay=20ms");

	private final Corridor corridor = this.corridors.build().corridor("prices");

	@BeforeAll
	static void asBootDoesWithOurDefaults() {
		Hooks.enableAutomaticContextPropagation();
	}

	@AfterAll
	static void asBefore() {
		Hooks.disableAutomaticContextPropagation();
	}

	@AfterEach
	void close() {
		this.corridors.close();
	}

	@ParameterizedTest
	@EnumSource
	void eachAttemptKnowsWhatItsCallerKnows(Driver driver) throws Exception {
		Surroundings caller = Surroundings.within(TIME, () -> {
			assertThat(driver.call(this.corridor, this::failTwice)).isEqualTo("value");
			return Surroundings.now();
		});
		assertThat(this.seen).hasSizeGreaterThanOrEqualTo(3).allMatch((attempt) -> attempt.isThatOf(caller));
	}

	@ParameterizedTest
	@EnumSource
	void hedgeKnowsItToo(Driver driver) throws Exception {
		Surroundings caller = Surroundings.within(TIME, () -> {
			assertThat(driver.call(this.corridor, this::hangOnce)).isEqualTo("value");
			return Surroundings.now();
		});
		assertThat(this.seen).hasSizeGreaterThanOrEqualTo(2).allMatch((attempt) -> attempt.isThatOf(caller));
		assertThat(this.threads.get(this.threads.size() - 1)).isNotEqualTo(Thread.currentThread().getName());
	}

	@ParameterizedTest
	@EnumSource
	void threadsKeepNothingOfIt(Driver driver) throws Exception {
		eachAttemptKnowsWhatItsCallerKnows(driver);
		this.seen.clear();
		assertThat(driver.call(this.corridor, this::failTwice)).isEqualTo("value");
		assertThat(this.seen).hasSizeGreaterThanOrEqualTo(3).allMatch(Surroundings::isNothing);
	}

	private CompletableFuture<String> failTwice() {
		return (look() % 3 != 0) ? CompletableFuture.failedFuture(new IOException("reset"))
				: CompletableFuture.completedFuture("value");
	}

	private CompletableFuture<String> hangOnce() {
		return (look() == 1) ? new CompletableFuture<>() : CompletableFuture.completedFuture("value");
	}

	private int look() {
		this.threads.add(Thread.currentThread().getName());
		this.seen.add(Surroundings.now());
		return this.seen.size();
	}

	/** An operation, and how it ends. */
	interface Attempts {

		CompletableFuture<String> begin();

	}

	/** Who drives. */
	enum Driver {

		CALLING_THREAD {

			@Override
			String call(Corridor corridor, Attempts attempts) throws Exception {
				return corridor.call(CallType.READ, () -> {
					try {
						return attempts.begin().get();
					}
					catch (ExecutionException ex) {
						throw (Exception) ex.getCause();
					}
				});
			}

		},

		STAGE {

			@Override
			String call(Corridor corridor, Attempts attempts) throws Exception {
				return corridor.callAsync(CallType.READ, attempts::begin).get(20, TimeUnit.SECONDS);
			}

		},

		REACTOR {

			@Override
			String call(Corridor corridor, Attempts attempts) {
				return new ReactorDriver(corridor).call(CallType.READ, () -> Mono.fromFuture(attempts.begin()))
					.block(TIME);
			}

		},

		REACTOR_ON_ANOTHER_THREAD {

			@Override
			String call(Corridor corridor, Attempts attempts) {
				return new ReactorDriver(corridor)
					.call(CallType.READ,
							() -> Mono.just("item")
								.publishOn(Schedulers.boundedElastic())
								.flatMap((item) -> Mono.fromFuture(attempts.begin())))
					.block(TIME);
			}

		};

		abstract String call(Corridor corridor, Attempts attempts) throws Exception;

	}

}
