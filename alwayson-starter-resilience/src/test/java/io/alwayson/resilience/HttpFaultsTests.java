package io.alwayson.resilience;

import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.Test;
import io.alwayson.workload.context.CallOutcome;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link HttpFaults}.
 */
class HttpFaultsTests {

	private static final Instant NOW = Instant.parse("2026-01-05T10:00:00.700Z");

	@ParameterizedTest
	@CsvSource({ "408,TRANSIENT", "429,UNPROCESSED", "500,TRANSIENT", "502,TRANSIENT", "503,TRANSIENT", "504,TRANSIENT",
			"501,PERMANENT", "505,PERMANENT", "599,PERMANENT" })
	void statusIsAFault(int status, Fault.Kind kind) {
		assertThat(HttpFaults.of(status, null)).isEqualTo(new Fault(kind, null));
	}

	@ParameterizedTest
	@ValueSource(ints = { 200, 204, 302, 304 })
	void statusIsAnAnswer(int status) {
		assertThat(HttpFaults.of(status, Duration.ofSeconds(1))).isNull();
	}

	@ParameterizedTest
	@ValueSource(ints = { 400, 401, 403, 404, 409, 412, 422 })
	void statusIsANoAndNoFailure(int status) {
		Fault fault = HttpFaults.of(status, Duration.ofSeconds(1));
		assertThat(fault).isSameAs(Fault.ANSWER);
		assertThat(AttemptOutcome.of(fault).result()).isEqualTo(CallOutcome.Result.SUCCESS);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', nullValues = "-", textBlock = """
			-                             | -
			3                             | PT3S
			' 0 '                         | PT0S
			99999999999999999999          | PT8760H
			-5                            | -
			soon                          | -
			1.5                           | -
			Mon, 05 Jan 2026 10:00:03 GMT | PT2.3S
			Mon, 05 Jan 2026 09:00:00 GMT | PT0S
			Tue, 05 Jan 9999 10:00:03 GMT | PT8760H
			Tue, 06 Jan 2026 10:00:03 CET | -
			""")
	void retryAfterIsSecondsOrADate(String value, Duration expected) {
		assertThat(HttpFaults.retryAfter(value, null, NOW)).isEqualTo(expected);
	}

	@Test
	void dateIsComparedWithTheServersOwnClock() {
		assertThat(HttpFaults.retryAfter("Mon, 05 Jan 2026 12:00:03 GMT", "Mon, 05 Jan 2026 12:00:00 GMT", NOW))
			.isEqualTo(Duration.ofSeconds(3));
	}

	@Test
	void dateThatCannotBeReadIsNotUsed() {
		assertThat(HttpFaults.retryAfter("Mon, 05 Jan 2026 10:00:03 GMT", "now", NOW))
			.isEqualTo(Duration.ofMillis(2300));
	}

}
