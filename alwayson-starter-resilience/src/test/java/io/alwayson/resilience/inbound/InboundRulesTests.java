package io.alwayson.resilience.inbound;

import java.time.Duration;
import java.util.Objects;

import io.alwayson.workload.Criticality;
import io.alwayson.workload.context.CallContext;
import io.alwayson.workload.context.Deadline;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link InboundRules}.
 */
class InboundRulesTests {

	/** Close to the overflow of nanoTime. */
	private static final long NOW = Long.MAX_VALUE - 1000;

	@ParameterizedTest
	@CsvSource({ "true,MEDIUM,high,HIGH", "true,MEDIUM,low,LOW", "false,MEDIUM,high,MEDIUM", "false,MEDIUM,low,LOW",
			"false,HIGH,medium,MEDIUM", "false,LOW,high,LOW", "true,LOW,nonsense,LOW", "false,HIGH,,HIGH" })
	void strangerMayLowerOnlyAndATrustedCallerMayBoth(boolean trusted, Criticality own, String header,
			Criticality expected) {
		CallContext context = CallContext.NONE.withFlow("browse", own);
		CallContext result = InboundRules.of(null, header, trusted, NOW).applyTo(context);
		assertThat(result.criticality()).isEqualTo(expected);
		assertThat(result.flow()).isEqualTo("browse");
	}

	@ParameterizedTest
	@CsvSource({ "true", "false" })
	void nobodyMayLengthenADeadlineThatIsKnown(boolean trusted) {
		CallContext context = CallContext.NONE.withDeadline(Deadline.after(Duration.ofMillis(500), NOW));
		assertThat(left(InboundRules.of("200", null, trusted, NOW).applyTo(context))).isEqualTo(Duration.ofMillis(200));
		assertThat(left(InboundRules.of("900", null, trusted, NOW).applyTo(context))).isEqualTo(Duration.ofMillis(500));
	}

	@Test
	void requestThatSaysNothingChangesNothing() {
		InboundRules rules = InboundRules.of(null, null, true, NOW);
		assertThat(rules.applyTo(CallContext.NONE)).isSameAs(CallContext.NONE);
		assertThat(rules.isExpired(NOW)).isFalse();
	}

	@ParameterizedTest
	@CsvSource({ "0,0,true", "1,0,false", "1,2,true", "1000,999,false", "garbage,0,false" })
	void answerThatWasDueIsExpired(String header, long millisLater, boolean expired) {
		InboundRules rules = InboundRules.of(header, null, false, NOW);
		assertThat(rules.isExpired(NOW + Duration.ofMillis(millisLater).toNanos())).isEqualTo(expired);
	}

	private static Duration left(CallContext context) {
		return Duration.ofNanos(Objects.requireNonNull(context.deadline()).remainingNanos(NOW));
	}

}
