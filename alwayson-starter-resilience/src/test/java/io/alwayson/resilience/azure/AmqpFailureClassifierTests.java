package io.alwayson.resilience.azure;

import java.io.IOException;
import java.time.Duration;

import com.azure.core.amqp.exception.AmqpErrorCondition;
import com.azure.core.amqp.exception.AmqpException;
import io.alwayson.resilience.Fault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link AmqpFailureClassifier}.
 */
class AmqpFailureClassifierTests {

	private final AmqpFailureClassifier classifier = new AmqpFailureClassifier();

	@ParameterizedTest
	@CsvSource({ "LINK_PAYLOAD_SIZE_EXCEEDED,false,ANSWER", "MESSAGE_LOCK_LOST,false,ANSWER",
			"NOT_FOUND,false,PERMANENT", "UNAUTHORIZED_ACCESS,false,PERMANENT", "ENTITY_DISABLED_ERROR,true,PERMANENT",
			"RESOURCE_LIMIT_EXCEEDED,true,PERMANENT", "TIMEOUT_ERROR,true,TRANSIENT", "PROTON_IO,true,TRANSIENT",
			"LINK_DETACH_FORCED,true,TRANSIENT", "CONNECTION_FORCED,true,TRANSIENT", "INTERNAL_ERROR,true,TRANSIENT",
			"ILLEGAL_STATE,false,PERMANENT" })
	void aConditionMeans(AmqpErrorCondition condition, boolean passes, Fault.Kind kind) {
		assertThat(classify(condition, passes)).isEqualTo(new Fault(kind, null));
	}

	@Test
	void aBusyServiceIsLeftAloneAsLongAsTheSdkLeavesIt() {
		assertThat(classify(AmqpErrorCondition.SERVER_BUSY_ERROR, true))
			.isEqualTo(new Fault(Fault.Kind.UNPROCESSED, Duration.ofSeconds(4)));
	}

	@Test
	void withoutAConditionTheClientSaysWhetherItPasses() {
		assertThat(classify(null, true)).isEqualTo(Fault.TRANSIENT);
		assertThat(classify(null, false)).isEqualTo(Fault.PERMANENT);
	}

	@Test
	void itIsFoundBelowOtherExceptionsAndThoseAreLeftToOthers() {
		assertThat(this.classifier
			.classify(new IllegalStateException(new AmqpException(false, AmqpErrorCondition.NOT_FOUND, "no", null))))
			.isEqualTo(Fault.PERMANENT);
		assertThat(this.classifier.classify(new IOException("reset"))).isNull();
	}

	private Fault classify(AmqpErrorCondition condition, boolean passes) {
		return this.classifier.classify(new AmqpException(passes, condition, "no", null));
	}

}
