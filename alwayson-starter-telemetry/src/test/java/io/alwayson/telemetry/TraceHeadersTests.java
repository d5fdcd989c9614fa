package io.alwayson.telemetry;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is believed of a trace context.
 */
class TraceHeadersTests {

	private static final String PARENT = "00-12345678901234567890123456789012-1234567890123456-01";

	@Test
	void whatIsWellFormedIsTakenOverAsItIs() {
		TraceHeaders headers = TraceHeaders.of(List.of(PARENT), List.of("foo=1,bar=2"));
		assertThat(headers).isEqualTo(new TraceHeaders(PARENT, "foo=1,bar=2"));
		assertThat(headers.areAll(List.of(PARENT), List.of("foo=1,bar=2"))).isTrue();
		assertThat(headers.areAll(List.of(PARENT), List.of("foo=1", "bar=2"))).isFalse();
		assertThat(headers.traceId()).isEqualTo("12345678901234567890123456789012");
	}

	@Test
	void laterVersionIsReadAsFarAsItIsKnown() {
		assertThat(
				TraceHeaders.of(List.of("cc" + PARENT.substring(2, 53) + "ff-what-will-be"), List.of()).traceparent())
			.isEqualTo(PARENT.substring(0, 53) + "03");
	}

	@Test
	void unsampledKeepsTheTraceAndTheOtherFlags() {
		TraceHeaders headers = TraceHeaders.of(List.of(PARENT.substring(0, 53) + "03"), List.of("foo=1"));
		assertThat(headers.isSampled()).isTrue();
		assertThat(headers.unsampled()).isEqualTo(new TraceHeaders(PARENT.substring(0, 53) + "02", "foo=1"));
		assertThat(headers.unsampled().isSampled()).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "a=1", "a@b=1", "0a@b=1", "a*/-_0=1", "a= !\"#$%&'()*+-./:;<>?@[]^_`{|}~" })
	void legalMembersOfATracestateArePassedOn(String member) {
		assertThat(state(member)).isEqualTo(member);
		assertThat(state(" " + member + "\t,", "", ",z=2")).isEqualTo(member + ",z=2");
	}

	@ParameterizedTest
	@ValueSource(strings = { "a", "=1", "a=", "A=1", "0a=1", "a.b=1", "a =1", "a=b=c", "@a=1", "a@=1", "a@@b=1",
			"a@b@c=1", "a@0=1", "a=\u00e4", "a=\u0001", "a=1\u007f", "a=1;\nb" })
	void oneIllegalMemberSpoilsTheTracestate(String member) {
		assertThat(state("b=2," + member)).isNull();
		assertThat(TraceHeaders.of(List.of(PARENT), List.of(member)).traceparent()).isEqualTo(PARENT);
	}

	@Test
	void ofEqualKeysTheFirstCounts() {
		assertThat(state("foo=1,bar=2", "foo=3")).isEqualTo("foo=1,bar=2");
	}

	static Stream<List<String>> tooMany() {
		return Stream.of(members(33), Stream.concat(members(32).stream(), Stream.of("foo=1")).toList());
	}

	@ParameterizedTest
	@MethodSource
	void tooMany(List<String> members) {
		assertThat(state(String.join(",", members))).isNull();
		assertThat(state(members.toArray(String[]::new))).isNull();
	}

	@Test
	void beyond512CharactersLongMembersGoFirstThenTheLast() {
		String longOne = "a=" + "x".repeat(140);
		List<String> many = IntStream.range(0, 20).mapToObj((number) -> "k" + number + "=" + "y".repeat(30)).toList();
		assertThat(state(longOne + ",b=2")).isEqualTo(longOne + ",b=2");
		assertThat(state(longOne + "," + String.join(",", many))).hasSizeLessThanOrEqualTo(512)
			.startsWith(many.get(0) + "," + many.get(1))
			.doesNotContain("x")
			.endsWith("y".repeat(30));
	}

	private static List<String> members(int count) {
		return IntStream.range(0, count).mapToObj((number) -> "bar" + number + "=1").toList();
	}

	private static String state(String... headers) {
		return TraceHeaders.of(List.of(PARENT), List.of(headers)).tracestate();
	}

}
