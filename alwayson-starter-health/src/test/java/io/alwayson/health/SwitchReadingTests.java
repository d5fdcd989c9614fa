package io.alwayson.health;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link SwitchReading}.
 */
class SwitchReadingTests {

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "\n", "HEALTHY", "HEALTHY\r\n", "\t HEALTHY ", "\uFEFFHEALTHY", "\uFEFF" })
	void emptyAndHealthyAreIn(String content) {
		assertThat(of(content)).isEqualTo(new SwitchReading(SwitchPosition.IN, null));
	}

	@ParameterizedTest
	@ValueSource(strings = { "MAINTENANCE", "MAINTENANCE\n", " MAINTENANCE" })
	void maintenanceIsMaintenance(String content) {
		assertThat(of(content)).isEqualTo(new SwitchReading(SwitchPosition.MAINTENANCE, null));
	}

	@ParameterizedTest
	@ValueSource(strings = { "UNHEALTHY", "healthy", "HEALTHY!", "HEALTHY HEALTHY", "MAINTENANCE until noon", "OUT",
			"<html>", "\0", "\0\0\0\0\0\0\0", "HEALTHY\0", "H\u200BEALTHY", "\u0397EALTHY", "true" })
	void anythingElseIsNoAnswer(String content) {
		assertThat(of(content)).isEqualTo(SwitchReading.unknown());
	}

	@Test
	void whatIsNoUtf8IsNoAnswer() {
		assertThat(SwitchReading.of("HEALTHY".getBytes(StandardCharsets.UTF_16))).isEqualTo(SwitchReading.unknown());
		assertThat(SwitchReading.of(new byte[] { (byte) 0xC3, 0x28 })).isEqualTo(SwitchReading.unknown());
		assertThat(SwitchReading.of(new byte[] { ' ', (byte) 0x80 })).isEqualTo(SwitchReading.unknown());
	}

	@Test
	void whatIsTooLongIsNoAnswerEvenIfItIsBlank() {
		assertThat(of(" ".repeat(SwitchReading.MAX_LENGTH))).isEqualTo(new SwitchReading(SwitchPosition.IN, null));
		assertThat(of(" ".repeat(SwitchReading.MAX_LENGTH + 1))).isEqualTo(SwitchReading.unknown());
	}

	@ParameterizedTest
	@EnumSource
	void whatIsWrittenIsReadAsTheSame(SwitchPosition position) {
		byte[] content = SwitchReading.contentOf(position);
		SwitchReading reading = (content != null) ? SwitchReading.of(content) : SwitchReading.absent();
		assertThat(reading.position()).isEqualTo(position);
	}

	@Test
	void itIsAnAnswerOrNone() {
		assertThatIllegalArgumentException().isThrownBy(() -> new SwitchReading(null, null));
		assertThatIllegalArgumentException().isThrownBy(() -> new SwitchReading(SwitchPosition.IN, "ERROR"));
	}

	private static SwitchReading of(String content) {
		return SwitchReading.of(content.getBytes(StandardCharsets.UTF_8));
	}

}
