package io.alwayson.resilience.engine;

import java.time.Duration;
import java.util.Objects;

import io.alwayson.resilience.ConcurrencyLimit;
import io.alwayson.resilience.ConcurrencyLimit.Sample;
import io.alwayson.resilience.Declaration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ConcurrencyLimits}.
 */
class ConcurrencyLimitsTests {

	private static final long FAST = Duration.ofMillis(1).toNanos();

	@ParameterizedTest
	@ValueSource(strings = { "adaptive", "fixed" })
	void letsAsManyPassAsItSaysAndNotOneMore(String mode) {
		ConcurrencyLimit limit = limit("limit.mode=" + mode);
		for (int call = 1; call <= 20; call++) {
			assertThat(limit.tryAcquire()).isEqualTo(call);
		}
		assertThat(limit.tryAcquire()).isZero();
		assertThat(limit.inFlight()).isEqualTo(20);
		assertThat(limit.limit()).isEqualTo(20);
		limit.release(Sample.IGNORED, 0, FAST, 20);
		assertThat(limit.tryAcquire()).isEqualTo(20);
	}

	@Test
	void answersRaiseItByOneWhileHalfOfItIsInUse() {
		ConcurrencyLimit limit = limit();
		limit.tryAcquire();
		limit.release(Sample.ANSWERED, 0, FAST, 10);
		assertThat(limit.limit()).isEqualTo(21);
		limit.tryAcquire();
		limit.release(Sample.ANSWERED, 0, FAST, 3);
		assertThat(limit.limit()).isEqualTo(21);
	}

	@Test
	void dropLowersItByATenth() {
		ConcurrencyLimit limit = limit();
		limit.tryAcquire();
		limit.release(Sample.DROPPED, 0, FAST, 1);
		assertThat(limit.limit()).isEqualTo(18);
	}

	@Test
	void slownessAloneTeachesNothing() {
		ConcurrencyLimit limit = limit();
		limit.tryAcquire();
		limit.release(Sample.ANSWERED, 0, Duration.ofMinutes(10).toNanos(), 20);
		assertThat(limit.limit()).isEqualTo(21);
	}

	@Test
	void whatSaysNothingMovesNothing() {
		ConcurrencyLimit limit = limit();
		for (int call = 0; call < 1000; call++) {
			limit.tryAcquire();
			limit.release(Sample.IGNORED, 0, FAST, 20);
		}
		assertThat(limit.limit()).isEqualTo(20);
		assertThat(limit.inFlight()).isZero();
	}

	@Test
	void staysBetweenItsEnds() {
		ConcurrencyLimit limit = limit("limit.min=3", "limit.max=30");
		for (int call = 0; call < 100; call++) {
			limit.tryAcquire();
			limit.release(Sample.DROPPED, 0, FAST, 1);
		}
		assertThat(limit.limit()).isEqualTo(3);
		for (int call = 0; call < 100; call++) {
			limit.tryAcquire();
			limit.release(Sample.ANSWERED, 0, FAST, 30);
		}
		assertThat(limit.limit()).isEqualTo(30);
	}

	@Test
	void fixedOneDoesNotMove() {
		ConcurrencyLimit limit = limit("limit.mode=fixed", "limit.initial=7");
		limit.tryAcquire();
		limit.release(Sample.DROPPED, 0, FAST, 1);
		limit.tryAcquire();
		limit.release(Sample.ANSWERED, 0, FAST, 7);
		assertThat(limit.limit()).isEqualTo(7);
		assertThat(limit.inFlight()).isZero();
	}

	private static ConcurrencyLimit limit(String... keysAndValues) {
		return new ConcurrencyLimits()
			.create(Objects.requireNonNull(Declaration.prices(keysAndValues).dependencies().get("prices")));
	}

}
