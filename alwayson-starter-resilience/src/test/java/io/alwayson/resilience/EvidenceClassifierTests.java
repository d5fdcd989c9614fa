package io.alwayson.resilience;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.sql.SQLIntegrityConstraintViolationException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTransientConnectionException;
import java.util.NoSuchElementException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Tests for {@link EvidenceClassifier}.
 */
class EvidenceClassifierTests {

	private final EvidenceClassifier classifier = new EvidenceClassifier();

	@ParameterizedTest
	@MethodSource
	void meansWhatTheEvidenceSays(Exception failure, Fault expected) {
		assertThat(this.classifier.classify(failure)).isEqualTo(expected);
	}

	static Stream<Arguments> meansWhatTheEvidenceSays() {
		return Stream.of(arguments(new IOException(), Fault.TRANSIENT),
				arguments(new SocketException("Connection reset"), Fault.TRANSIENT),
				arguments(new SocketTimeoutException(), Fault.TRANSIENT),
				arguments(new TimeoutException(), Fault.TRANSIENT),
				arguments(new IllegalStateException(new UncheckedIOException(new IOException())), Fault.TRANSIENT),
				arguments(new ConnectException(), Fault.UNPROCESSED),
				arguments(new UnknownHostException(), Fault.UNPROCESSED),
				arguments(new IOException(new ConnectException()), Fault.UNPROCESSED),
				arguments(new RuntimeException(new IOException(new ConnectException())), Fault.UNPROCESSED),
				arguments(new SQLTransientConnectionException(), Fault.TRANSIENT),
				arguments(new SQLNonTransientConnectionException(), Fault.TRANSIENT),
				arguments(new SQLException("gone", "08006"), Fault.TRANSIENT),
				arguments(new SQLException("shutdown", "57P01"), Fault.TRANSIENT),
				arguments(new SQLException("syntax", "42601"), Fault.ANSWER),
				arguments(new SQLException(), Fault.ANSWER),
				arguments(new SQLIntegrityConstraintViolationException("duplicate", "23505"), Fault.ANSWER),
				arguments(new NoSuchElementException("no such order"), Fault.ANSWER),
				arguments(new IllegalArgumentException(), Fault.ANSWER),
				arguments(new CircuitOpenException("other"), Fault.ANSWER));
	}

	@Test
	void circleOfCausesEnds() {
		Exception first = new Exception();
		Exception second = new Exception(first);
		first.initCause(second);
		assertThat(this.classifier.classify(first)).isEqualTo(Fault.ANSWER);
	}

}
