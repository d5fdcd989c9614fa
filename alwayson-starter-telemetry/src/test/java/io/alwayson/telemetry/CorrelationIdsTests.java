package io.alwayson.telemetry;

import java.util.List;

import io.alwayson.telemetry.CorrelationIds.Source;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class CorrelationIdsTests {

	private static final String TRACE_ID = "0af7651916cd43dd8448eb211c80319c";

	private final CorrelationIds ids = new CorrelationIds();

	@ParameterizedTest
	@ValueSource(strings = { "a", "order-4711", "A.b_c-9", "550e8400-e29b-41d4-a716-446655440000",
			"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" })
	void harmlessIdIsTakenOver(String id) {
		assertThat(this.ids.resolve(List.of(id), TRACE_ID)).isEqualTo(id);
		assertThat(this.ids.count(Source.ACCEPTED)).isEqualTo(1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "a b", "a,b", "a\r\nSet-Cookie: x=y", "a\n", "a\u0000", "\u001b[31m",
			"<script>alert(1)</script>", "${jndi:ldap://x}", "a;b", "a\"b", "\u00e4", "\u202e",
			"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" })
	void anythingElseIsReplaced(String id) {
		assertThat(this.ids.resolve(List.of(id), TRACE_ID)).isEqualTo(TRACE_ID);
		assertThat(this.ids.count(Source.REPLACED)).isEqualTo(1);
		assertThat(this.ids.count(Source.ACCEPTED)).isZero();
	}

	@Test
	void severalIdsAreReplacedEvenIfEachIsHarmless() {
		assertThat(this.ids.resolve(List.of("a", "a"), TRACE_ID)).isEqualTo(TRACE_ID);
		assertThat(this.ids.count(Source.REPLACED)).isEqualTo(1);
	}

	@Test
	void missingIdIsTheTraceIdSoThatOneFindsTheOther() {
		assertThat(this.ids.resolve(List.of(), TRACE_ID)).isEqualTo(TRACE_ID);
		assertThat(this.ids.count(Source.GENERATED)).isEqualTo(1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "00000000000000000000000000000000", "nonsense" })
	void withoutAValidTraceTheIdIsRandom(String traceId) {
		String first = this.ids.resolve(List.of(), traceId);
		assertThat(first).matches("[0-9a-f]{32}").isNotEqualTo(this.ids.resolve(List.of(), traceId));
		assertThat(this.ids.resolve(List.of(), null)).matches("[0-9a-f]{32}");
	}

}
