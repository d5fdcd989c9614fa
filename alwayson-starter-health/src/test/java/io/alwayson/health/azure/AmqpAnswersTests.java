package io.alwayson.health.azure;

import java.nio.channels.UnresolvedAddressException;
import java.util.concurrent.TimeoutException;

import com.azure.core.amqp.exception.AmqpErrorCondition;
import com.azure.core.amqp.exception.AmqpException;
import com.azure.core.exception.ClientAuthenticationException;
import com.azure.messaging.servicebus.ServiceBusErrorSource;
import com.azure.messaging.servicebus.ServiceBusException;
import io.alwayson.health.HealthCheck.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link AmqpAnswers}.
 */
class AmqpAnswersTests {

	@ParameterizedTest
	@CsvSource({ "NOT_FOUND, NOT_FOUND", "UNAUTHORIZED_ACCESS, UNAUTHORIZED", "ENTITY_DISABLED_ERROR, DISABLED",
			"RESOURCE_LIMIT_EXCEEDED, QUOTA_EXCEEDED", "TIMEOUT_ERROR, TIMEOUT", "PROTON_IO, CONNECT_FAILED",
			"CONNECTION_FORCED, CONNECT_FAILED", "CONNECTION_FRAMING_ERROR, CONNECT_FAILED", "INTERNAL_ERROR, ERROR" })
	void conditionsAreReasons(AmqpErrorCondition condition, String reason) {
		AmqpException failure = new AmqpException(false, condition, "said", null);
		assertThat(AmqpAnswers.of(failure)).isEqualTo(Answer.down(reason));
		assertThat(AmqpAnswers.of(new ServiceBusException(failure, ServiceBusErrorSource.SEND)))
			.isEqualTo(Answer.down(reason));
	}

	@Test
	void throttlingOnlyDegradesHoweverItIsSaid() {
		AmqpException busy = new AmqpException(true, AmqpErrorCondition.SERVER_BUSY_ERROR, "busy", null);
		assertThat(AmqpAnswers.of(busy)).isEqualTo(Answer.slow("SERVER_BUSY"));
		assertThat(AmqpAnswers.of(new IllegalStateException("Retries exhausted: 0/0", busy)))
			.isEqualTo(Answer.slow("SERVER_BUSY"));
		assertThat(AmqpAnswers.of(new AmqpException(true, "status-code: 503, status-description: busy", null)))
			.isEqualTo(Answer.slow("SERVER_BUSY"));
		assertThat(AmqpAnswers.of(new AmqpException(true, "status-code: 500, status-description: 503", null)))
			.isEqualTo(Answer.down("ERROR"));
	}

	@Test
	void aMissingTokenMovesNothingHoweverItIsWrapped() {
		RuntimeException none = new ClientAuthenticationException("none", null);
		AmqpException wrapped = new AmqpException(false, AmqpErrorCondition.UNAUTHORIZED_ACCESS, "said", none, null);
		assertThat(AmqpAnswers.of(none)).isEqualTo(AzureAnswers.NO_TOKEN);
		assertThat(AmqpAnswers.of(new ServiceBusException(wrapped, ServiceBusErrorSource.RECEIVE)))
			.isEqualTo(AzureAnswers.NO_TOKEN);
	}

	@Test
	void whatTheClientDoesNotSayIsFoundInTheCauses() {
		assertThat(AmqpAnswers.of(new AmqpException(true, "No host", new UnresolvedAddressException(), null)))
			.isEqualTo(Answer.down("CONNECT_FAILED"));
		assertThat(AmqpAnswers.of(new IllegalStateException("Timeout on blocking read", new TimeoutException())))
			.isEqualTo(Answer.down("TIMEOUT"));
	}

}
