package io.alwayson.test.fault;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link HalfAnswer}.
 */
class HalfAnswerTests {

	private static final String HEAD = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n";

	private final HalfAnswer half = new HalfAnswer();

	private boolean ended;

	@Test
	void headPassesAndHalfOfTheBody() {
		assertThat(passed(HEAD + "0123456789")).isEqualTo(HEAD + "01234");
		assertThat(this.ended).isTrue();
	}

	@Test
	void headMayComeAlone() {
		assertThat(passed(HEAD)).isEqualTo(HEAD);
		assertThat(this.ended).isFalse();
		assertThat(passed("0123456789")).isEqualTo("01234");
		assertThat(this.ended).isTrue();
	}

	@Test
	void headMayComeInPieces() {
		for (int index = 0; index < HEAD.length(); index++) {
			// Where it begins it must be known for what it is.
			int first = Math.max(5, index);
			HalfAnswer pieces = new HalfAnswer();
			ByteBuffer one = bytes(HEAD.substring(0, first));
			ByteBuffer other = bytes(HEAD.substring(first) + "0123456789");
			assertThat(pieces.cut(one)).isFalse();
			assertThat(pieces.cut(other)).isTrue();
			assertThat(one.remaining() + other.remaining()).isEqualTo(HEAD.length() + 5);
		}
	}

	@Test
	void answersWithoutABodyPass() {
		String heads = "HTTP/1.1 100 Continue\r\n\r\n" + "HTTP/1.1 204 No Content\r\n\r\n";
		assertThat(passed(heads)).isEqualTo(heads);
		assertThat(this.ended).isFalse();
		assertThat(passed(HEAD + "01")).isEqualTo(HEAD + "0");
	}

	@Test
	void whatIsNotHttpEndsInTheMidstOfWhatComesFirst() {
		assertThat(passed("AMQP0100")).isEqualTo("AMQP");
		assertThat(this.ended).isTrue();
	}

	private String passed(String text) {
		ByteBuffer bytes = bytes(text);
		this.ended = this.half.cut(bytes);
		return StandardCharsets.US_ASCII.decode(bytes).toString();
	}

	private static ByteBuffer bytes(String text) {
		return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
	}

}
