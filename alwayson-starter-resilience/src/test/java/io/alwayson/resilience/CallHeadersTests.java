package io.alwayson.resilience;

import java.time.Duration;

import io.alwayson.workload.Criticality;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CallHeaders}.
 */
class CallHeadersTests {

	@ParameterizedTest
	@CsvSource({ "0,0", "1,1", "007,7", "2000,2000", "3600000,3600000", "3600001,3600000", "9999999999,3600000" })
	void digitsAreMillisecondsAndAnHourAtMost(String header, long millis) {
		assertThat(Duration.ofNanos(CallHeaders.deadlineNanos(header))).isEqualTo(Duration.ofMillis(millis));
	}

	@ParameterizedTest
	@NullSource
	@ValueSource(strings = { "", " ", "-1", "+1", "1.5", "1e3", "0x10", "10 ", "ten", "12345678901", "١٢", "1\r\nX: y",
			"1,2" })
	void anythingElseIsAbsent(String header) {
		assertThat(CallHeaders.deadlineNanos(header)).isEqualTo(-1);
	}

	@ParameterizedTest
	@NullSource
	@ValueSource(strings = { "", "HIGH", "High", " high", "critical", "0", "highest" })
	void unknownCriticalityIsAbsent(String header) {
		assertThat(CallHeaders.criticality(header)).isNull();
	}

	@ParameterizedTest
	@EnumSource
	void whatIsWrittenIsRead(Criticality criticality) {
		assertThat(CallHeaders.criticality(CallHeaders.criticality(criticality))).isEqualTo(criticality);
	}

	@Test
	void timeLeftIsRoundedDown() {
		assertThat(CallHeaders.deadline(Duration.ofMillis(3).minusNanos(1).toNanos())).isEqualTo("2");
		assertThat(CallHeaders.deadline(-1)).isEqualTo("0");
	}

}
