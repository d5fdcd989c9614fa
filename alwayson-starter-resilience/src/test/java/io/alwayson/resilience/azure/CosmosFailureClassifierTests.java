package io.alwayson.resilience.azure;

import java.io.IOException;
import java.time.Duration;

import io.alwayson.resilience.Fault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CosmosFailureClassifier}.
 */
class CosmosFailureClassifierTests {

	@ParameterizedTest
	@CsvSource({ "0,0,TRANSIENT", "400,0,ANSWER", "403,0,ANSWER", "404,0,ANSWER", "404,1002,PERMANENT", "409,0,ANSWER",
			"412,0,ANSWER", "408,0,PERMANENT", "408,20008,TIMEOUT", "408,20901,TIMEOUT", "410,0,PERMANENT",
			"429,3200,PERMANENT", "449,0,PERMANENT", "500,0,PERMANENT", "503,0,PERMANENT" })
	void aStatusMeans(int status, int subStatus, Fault.Kind kind) {
		assertThat(CosmosFailureClassifier.of(status, subStatus, null)).isEqualTo(new Fault(kind, null));
	}

	@Test
	void whatIsGoodIsNoFault() {
		assertThat(CosmosFailureClassifier.of(200, 0, null)).isNull();
		assertThat(CosmosFailureClassifier.of(304, 0, null)).isNull();
	}

	@Test
	void theTimeToStayAwayIsKept() {
		assertThat(CosmosFailureClassifier.of(429, 0, Duration.ofMillis(12)))
			.isEqualTo(new Fault(Fault.Kind.PERMANENT, Duration.ofMillis(12)));
		assertThat(CosmosFailureClassifier.of(429, 0, Duration.ofMillis(-1)))
			.isEqualTo(new Fault(Fault.Kind.PERMANENT, null));
	}

	@Test
	void othersExceptionsAreLeftToOthers() {
		assertThat(new CosmosFailureClassifier().classify(new IOException("reset"))).isNull();
	}

}
