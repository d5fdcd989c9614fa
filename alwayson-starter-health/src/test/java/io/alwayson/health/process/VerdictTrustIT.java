package io.alwayson.health.process;

import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.Year;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * When everything else fails, in a real process: routing leaves ACCEPT within the maximum
 * age where it must, and never where it must not.
 */
class VerdictTrustIT {

	private static final Duration MAX_AGE = Duration.ofSeconds(2);

	/** Two busy cores are allowed to be late. */
	private static final Duration SLACK = Duration.ofSeconds(3);

	private static final Pattern LAST_EXECUTION = Pattern.compile("\"lastExecution\":\"([^\"]+)\"");

	@TempDir
	private Path directory;

	private Pod pod;

	@AfterEach
	void close() {
		this.pod.close();
	}

	@Test
	void processThatStoodStillNeverShowsAnOldAcceptAndComesBackByItself() throws Exception {
		start("stamp");
		assertThat(stamp()).returns(200, HttpResponse::statusCode);
		this.pod.signal("STOP");
		CompletableFuture<HttpResponse<String>> waiting = this.pod.getAsync("/health/stamp");
		assertThatExceptionOfType(HttpTimeoutException.class)
			.isThrownBy(() -> this.pod.get("/livez", MAX_AGE.plusSeconds(1)));
		Instant continued = Instant.now();
		this.pod.signal("CONT");
		assertNotOld(waiting.get(10, TimeUnit.SECONDS), continued);
		Awaitility.await().atMost(SLACK).pollInterval(Duration.ofMillis(10)).until(() -> {
			HttpResponse<String> answer = stamp();
			assertNotOld(answer, continued);
			return answer.statusCode() == 200;
		});
		assertThat(this.pod.get("/livez").statusCode()).isEqualTo(200);
		assertThat(this.pod.get("/readyz").statusCode()).isEqualTo(200);
	}

	@Test
	void checkHungForEverTurnsTheVerdictAndDoesNotStayRed() throws Exception {
		start("stamp");
		this.pod.post("/backend/HANGS");
		this.pod.await("/health/stamp", 503, "work UNHEALTHY <- backend ", MAX_AGE.plus(SLACK));
		this.pod.post("/backend/UP");
		// While the stuck run holds its thread: its replacement starts at the maximum
		// age.
		this.pod.await("/health/stamp", 200, "\"status\":\"HEALTHY\"", MAX_AGE.plus(SLACK));
		assertThat(checkThreads()).isEqualTo(1);
		assertThat(this.pod.get("/livez").statusCode()).isEqualTo(200);
	}

	@Test
	void checkHungForEverHoldsTwoThreadsAtMostAndStaysInRotationWhereMovingTrafficWouldNotHelp() throws Exception {
		start("global");
		this.pod.post("/backend/HANGS");
		this.pod.await("/health/stamp", 200, "\"status\":\"UNHEALTHY\",\"routing\":\"ACCEPT\"", MAX_AGE.plus(SLACK));
		Awaitility.await().atMost(MAX_AGE.plus(SLACK)).until(() -> checkThreads() == 2);
		Awaitility.await().during(MAX_AGE).atMost(MAX_AGE.plus(SLACK)).until(() -> {
			assertThat(checkThreads()).isEqualTo(2);
			return stamp().statusCode() == 200;
		});
		assertThat(this.pod.get("/livez").statusCode()).isEqualTo(200);
	}

	@Test
	void clockThatJumpsChangesNothingAndHidesNoFailure() throws Exception {
		start("stamp");
		int year = Year.now(ZoneOffset.UTC).getValue();
		for (int jump : new int[] { 10, -10 }) {
			this.pod.post("/wall-clock?jump=P" + 365 * jump + "D");
			Awaitility.await().during(MAX_AGE).atMost(MAX_AGE.plus(SLACK)).until(() -> {
				HttpResponse<String> answer = stamp();
				assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
				return Math.abs(lastExecution(answer).atOffset(ZoneOffset.UTC).getYear() - year - jump) <= 1;
			});
		}
		this.pod.post("/backend/DOWN");
		this.pod.await("/health/stamp", 503, "work UNHEALTHY <- backend CONNECT_FAILED", MAX_AGE.plus(SLACK));
		this.pod.post("/wall-clock?jump=PT0S");
		this.pod.post("/backend/UP");
		this.pod.await("/health/stamp", 200, "\"status\":\"HEALTHY\"", SLACK);
	}

	@Test
	void monitorThatNeverComesBackIsOutdatedAndThenAsksForARestart() throws Exception {
		start("global");
		this.pod.post("/block-monitor");
		this.pod.await("/health/stamp", 503, "\"routing\":\"REFUSE\",\"routingReason\":\"OUTDATED\"",
				MAX_AGE.plus(SLACK));
		assertThat(this.pod.get("/livez").statusCode()).isEqualTo(200);
		this.pod.await("/livez", 503, "DOWN", MAX_AGE.plus(SLACK));
		assertThat(this.pod.log()).contains("The monitor's thread stood here")
			.contains("PodApplication.hangForEver")
			.contains("liveness fails");
	}

	@Test
	void switchStoreThatIsGoneMovesNothing() throws Exception {
		Path volume = Files.createDirectory(this.directory.resolve("volume"));
		Path file = Files.createFile(volume.resolve("stamp.health"));
		Path gone = this.directory.resolve("gone");
		start("stamp", "alwayson.health.switch.file=" + file, "alwayson.health.switch.interval=1s");
		Files.move(volume, gone);
		this.pod.await("/health/stamp", 200, "NO_DIRECTORY", SLACK);
		assertStays(200);
		Files.delete(gone.resolve("stamp.health"));
		Files.move(gone, volume);
		this.pod.await("/health/stamp", 503, "\"routingReason\":\"SWITCH\"", SLACK.plusSeconds(2));
		Files.move(volume, gone);
		this.pod.await("/health/stamp", 503, "NO_DIRECTORY", SLACK);
		assertStays(503);
		Files.writeString(gone.resolve("stamp.health"), "HEALTHY");
		Files.move(gone, volume);
		this.pod.await("/health/stamp", 200, "\"status\":\"HEALTHY\"", SLACK.plusSeconds(2));
	}

	private void assertStays(int status) {
		Awaitility.await()
			.during(MAX_AGE.plusSeconds(1))
			.atMost(MAX_AGE.plus(SLACK))
			.until(() -> stamp().statusCode() == status);
	}

	private void start(String scope, String... properties) throws Exception {
		List<String> all = new ArrayList<>(List.of(properties));
		all.addAll(List.of("alwayson.dependencies.backend.failure-scope=" + scope,
				"alwayson.health.defaults.interval=300ms", "alwayson.health.defaults.retry-interval=200ms",
				"alwayson.health.defaults.timeout=500ms",
				"alwayson.health.defaults.max-age=" + MAX_AGE.toMillis() + "ms"));
		this.pod = new Pod(this.directory, "pod", all.toArray(String[]::new));
		this.pod.awaitStart();
	}

	private HttpResponse<String> stamp() throws Exception {
		return this.pod.get("/health/stamp");
	}

	private long checkThreads() throws Exception {
		return this.pod.get("/threads").body().split("alwayson-health-check-backend", -1).length - 1;
	}

	private static Instant lastExecution(HttpResponse<String> answer) {
		Matcher matcher = LAST_EXECUTION.matcher(answer.body());
		assertThat(matcher.find()).isTrue();
		return Instant.parse(matcher.group(1));
	}

	private static void assertNotOld(HttpResponse<String> answer, Instant since) {
		if (answer.statusCode() == 200) {
			assertThat(lastExecution(answer)).as(answer.body()).isAfterOrEqualTo(since);
		}
	}

}
