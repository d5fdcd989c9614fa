package io.alwayson.health.http;

import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.stream.Stream;

import io.alwayson.health.CheckResult.Status;
import io.alwayson.health.HealthCheck;
import io.alwayson.health.HealthCheck.Answer;
import io.alwayson.health.ProbeCost;
import io.alwayson.health.Reasons;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Tests for {@link TwoTries}, as the checks use it, against pods behind one address.
 */
class TwoTriesTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private static final String ACCEPTS = Pods.answer(200, "{\"own\":{\"status\":\"HEALTHY\",\"routing\":\"ACCEPT\"}}");

	private static final String REFUSES = Pods.answer(503, "{\"own\":{\"status\":\"HEALTHY\",\"routing\":\"REFUSE\"}}");

	private static final String SICK = Pods.answer(200, "{\"own\":{\"status\":\"UNHEALTHY\",\"routing\":\"ACCEPT\"}}");

	private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	static Stream<String> badSiblings() {
		return Stream.of(REFUSES, SICK, Pods.answer(503, "upstream connect error"), Pods.answer(503, ""),
				Pods.chunked(502, "bad gateway"), Pods.chunked(404, ""), Pods.answer(200, "<html>"),
				"SSH-2.0-OpenSSH_9.2\r\n\r\n", Pods.RESETS);
	}

	@ParameterizedTest
	@MethodSource("badSiblings")
	void onePodThatIsNotWellDoesNotSpeakForItsService(String bad) throws Exception {
		try (Pods pods = new Pods(bad, ACCEPTS)) {
			HealthCheck check = sibling(pods, TIMEOUT);
			for (int run = 1; run <= 5; run++) {
				assertThat(check.check()).isEqualTo(Answer.up());
				assertThat(pods.connections()).isEqualTo(2 * run);
			}
		}
	}

	static Stream<String> badServices() {
		return Stream.of(Pods.answer(503, ""), Pods.answer(500, "oops"), Pods.chunked(503, "{\"status\":\"DOWN\"}"),
				Pods.chunked(404, ""), "SSH-2.0-OpenSSH_9.2\r\n\r\n", Pods.RESETS);
	}

	@ParameterizedTest
	@MethodSource("badServices")
	void onePodOfAnHttpServiceDoesNotEither(String bad) throws Exception {
		try (Pods pods = new Pods(bad, Pods.answer(200, "ok"))) {
			HealthCheck check = http(pods, TIMEOUT);
			for (int run = 1; run <= 5; run++) {
				assertThat(check.check()).isEqualTo(Answer.up());
				assertThat(pods.connections()).isEqualTo(2 * run);
			}
		}
	}

	@Test
	void serviceWhosePodsAllRefuseIsDownAfterTwoRequests() throws Exception {
		try (Pods pods = new Pods(REFUSES)) {
			assertThat(sibling(pods, TIMEOUT).check()).isEqualTo(Answer.down("REFUSES"));
			assertThat(pods.requests()).isEqualTo(2);
		}
	}

	@Test
	void whatTheSecondSaysCounts() throws Exception {
		try (Pods pods = new Pods(REFUSES, SICK)) {
			assertThat(sibling(pods, TIMEOUT).check()).isEqualTo(new Answer(Status.DOWN, "UNHEALTHY", false));
		}
		try (Pods pods = new Pods(Pods.answer(500, ""), Pods.answer(404, ""))) {
			assertThat(http(pods, TIMEOUT).check()).isEqualTo(Answer.down("HTTP_404"));
		}
	}

	@Test
	void secondThatFailsCountsAndNobodyIsAskedAThirdTime() throws Exception {
		try (Pods pods = new Pods(REFUSES, "SSH-2.0-OpenSSH_9.2\r\n\r\n", ACCEPTS)) {
			assertThatIOException().isThrownBy(() -> sibling(pods, TIMEOUT).check());
			assertThat(pods.connections()).isEqualTo(2);
		}
	}

	@Test
	void goodAnswerIsAskedForOnce() throws Exception {
		try (Pods pods = new Pods(ACCEPTS, REFUSES)) {
			assertThat(sibling(pods, TIMEOUT).check()).isEqualTo(Answer.up());
			assertThat(http(pods, TIMEOUT).cost()).isEqualTo(ProbeCost.requests(1));
			assertThat(pods.requests()).isOne();
		}
	}

	@Test
	void connectionToAPodOutlivesNoVerdict() throws Exception {
		try (Pods pods = new Pods(ACCEPTS, REFUSES)) {
			HealthCheck check = sibling(pods, TIMEOUT);
			for (int run = 0; run < 5; run++) {
				check.check();
			}
			Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> pods.open() == 0);
		}
	}

	@Test
	void podThatTurnsBadIsLeft() throws Exception {
		String once = Pods.chunked(200, "ok");
		try (Pods pods = new Pods(once + Pods.answer(503, ""), Pods.answer(200, "ok"))) {
			HealthCheck check = http(pods, TIMEOUT);
			for (int run = 0; run < 5; run++) {
				assertThat(check.check()).isEqualTo(Answer.up());
			}
		}
	}

	@Test
	void secondThatSaysNothingInTimeLeavesWhatTheFirstHasSaid() throws Exception {
		try (Pods pods = new Pods(SICK, Pods.SILENT)) {
			Duration timeout = Duration.ofSeconds(1);
			long start = System.nanoTime();
			assertThat(sibling(pods, timeout).check()).isEqualTo(new Answer(Status.DOWN, "UNHEALTHY", false));
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(timeout);
		}
	}

	@Test
	void podThatSaysNothingLeavesNoTimeForAnother() throws Exception {
		try (Pods pods = new Pods(Pods.SILENT, ACCEPTS)) {
			HealthCheck check = sibling(pods, Duration.ofMillis(300));
			assertThat(Reasons.of(catchThrowable(check::check))).isEqualTo(Reasons.TIMEOUT);
			assertThat(pods.connections()).isOne();
		}
	}

	@Test
	void serviceWhosePodsAllResetHasFailedAtTheCostThatIsSaid() throws Exception {
		try (Pods pods = new Pods(Pods.RESETS)) {
			HealthCheck check = http(pods, TIMEOUT);
			assertThat(catchThrowable(check::check)).isInstanceOf(IOException.class);
			assertThat(pods.requests()).isGreaterThan(1);
			assertThat((long) pods.requests()).isLessThanOrEqualTo(check.costAtMost().requests());
			assertThat(sibling(pods, TIMEOUT).costAtMost()).isEqualTo(check.costAtMost());
		}
	}

	private HealthCheck sibling(Pods pods, Duration timeout) {
		return new StampServiceHealthCheck(this.client, pods.uri(), timeout);
	}

	private HealthCheck http(Pods pods, Duration timeout) {
		return new HttpHealthCheck(this.client, pods.uri(), timeout);
	}

}
