package io.alwayson.resilience.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.alwayson.resilience.CircuitBreaker;
import io.alwayson.resilience.CircuitBreaker.State;
import io.alwayson.resilience.Declaration;
import io.alwayson.resilience.VirtualTime;
import io.alwayson.workload.Workload;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Resilience4jCircuitBreakers}.
 */
class Resilience4jCircuitBreakersTests {

	private static final long FAST = 1_000_000;

	private final VirtualTime time = new VirtualTime();

	private final List<String> changes = new ArrayList<>();

	private final CircuitBreaker breaker = create(List.of());

	@Test
	void opensAtHalfOfTwentyAttempts() {
		attempts(10, true);
		attempts(9, false);
		assertThat(this.breaker.state()).isEqualTo(State.CLOSED);
		attempts(1, false);
		assertThat(this.breaker.state()).isEqualTo(State.OPEN);
		assertThat(this.breaker.tryAcquire()).isEqualTo(CircuitBreaker.Permit.REFUSED);
	}

	@Test
	void failuresOlderThanTheWindowAreForgotten() {
		attempts(19, false);
		this.time.advance(Duration.ofSeconds(11));
		attempts(19, false);
		assertThat(this.breaker.state()).isEqualTo(State.CLOSED);
	}

	@Test
	void whatTeachesNothingIsNotCounted() {
		for (int attempt = 0; attempt < 100; attempt++) {
			assertThat(this.breaker.tryAcquire()).isEqualTo(CircuitBreaker.Permit.GRANTED);
			this.breaker.release();
		}
		attempts(19, false);
		assertThat(this.breaker.state()).isEqualTo(State.CLOSED);
	}

	@Test
	void halfOpenLetsOneAttemptPassAtATimeAndOneSuccessCloses() {
		open();
		this.time.advance(Duration.ofMillis(201));
		assertThat(this.breaker.tryAcquire()).isEqualTo(CircuitBreaker.Permit.GRANTED);
		assertThat(this.breaker.tryAcquire()).isEqualTo(CircuitBreaker.Permit.REFUSED);
		this.breaker.release();
		assertThat(this.breaker.tryAcquire()).isEqualTo(CircuitBreaker.Permit.GRANTED);
		this.breaker.onSuccess(FAST);
		assertThat(this.breaker.state()).isEqualTo(State.CLOSED);
		assertThat(this.breaker.tryAcquire()).isEqualTo(CircuitBreaker.Permit.GRANTED);
	}

	@Test
	void openTimeGrowsToItsCapAndStartsAnewAfterClosing() {
		this.time.chance(0.999999);
		open();
		for (int trial = 0; trial < 3; trial++) {
			failedTrial();
		}
		this.time.advance(Duration.ofMillis(501));
		attempts(1, true);
		open();
		assertThat(this.changes).containsExactly("OPEN 200", "HALF_OPEN 0", "OPEN 400", "HALF_OPEN 0", "OPEN 500",
				"HALF_OPEN 0", "OPEN 500", "HALF_OPEN 0", "CLOSED 0", "OPEN 200");
	}

	@Test
	void openTimeIsDrawnFromItsUpperHalf() {
		this.time.chance(0);
		open();
		assertThat(this.changes).containsExactly("OPEN 100");
	}

	@Test
	void customizerHasTheLastWord() {
		CircuitBreaker lenient = create(List.of((dependency, configuration) -> {
			assertThat(dependency).isEqualTo("prices");
			configuration.minimumNumberOfCalls(1000);
		}));
		for (int attempt = 0; attempt < 100; attempt++) {
			assertThat(lenient.tryAcquire()).isEqualTo(CircuitBreaker.Permit.GRANTED);
			lenient.onFailure(FAST);
		}
		assertThat(lenient.state()).isEqualTo(State.CLOSED);
	}

	private void failedTrial() {
		this.time.advance(Duration.ofMillis(501));
		attempts(1, false);
	}

	private void open() {
		attempts(20, false);
		assertThat(this.breaker.state()).isEqualTo(State.OPEN);
	}

	private void attempts(int count, boolean good) {
		for (int attempt = 0; attempt < count; attempt++) {
			assertThat(this.breaker.tryAcquire()).isEqualTo(CircuitBreaker.Permit.GRANTED);
			if (good) {
				this.breaker.onSuccess(FAST);
			}
			else {
				this.breaker.onFailure(FAST);
			}
		}
	}

	private CircuitBreaker create(List<CircuitBreakerConfigCustomizer> customizers) {
		Workload workload = Declaration.of("dependencies.prices.type=http",
				"dependencies.prices.endpoint=http://prices");
		return new Resilience4jCircuitBreakers(this.time.timing(), customizers).create(
				workload.dependencies().get("prices"),
				(state, openFor) -> this.changes.add(state + " " + openFor.toMillis()));
	}

}
