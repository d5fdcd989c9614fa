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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * When everything else fails, in a real process: routing leaves ACCEPT within the maximum
 * age where it must, and never where it must not.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VerdictTrustIT {

	private static final Duration MAX_AGE = Duration.ofSeconds(4);

	/** Two busy cores are allowed to be late. */
	private static final Duration SLACK = Duration.ofSeconds(6);

	private static final Pattern LAST_EXECUTION = Pattern.compile("\"lastExecution\":\"([^\"]+)\"");

	private Path directory;

	private final Map<String, Pod> pods = new LinkedHashMap<>();

	/**
	 * All at once, and all tests beside each other after that: most of their time they
	 * wait for a maximum age to pass.
	 */
	@BeforeAll
	void start(@TempDir Path directory) throws Exception {
		this.directory = directory;
		start("stopped", "stamp");
		start("hung", "stamp");
		start("hung-global", "global");
		start("jumping", "stamp", WallClock.CAN_JUMP);
		start("blocked", "global");
		Files.createFile(Files.createDirectory(volume()).resolve("stamp.health"));
		start("switched", "stamp", "alwayson.health.switch.file=" + volume().resolve("stamp.health"),
				"alwayson.health.switch.interval=1s");
		this.pods.values().forEach(Pod::awaitStart);
	}

	@AfterAll
	void close() {
		this.pods.values().forEach(Pod::close);
	}

	@Test
	@Execution(ExecutionMode.CONCURRENT)
	void processThatStoodStillNeverShowsAnOldAcceptAndComesBackByItself() throws Exception {
		Pod pod = this.pods.get("stopped");
		assertThat(stamp(pod)).returns(200, HttpResponse::statusCode);
		pod.signal("STOP");
		CompletableFuture<HttpResponse<String>> waiting = pod.getAsync("/health/stamp");
		assertThatExceptionOfType(HttpTimeoutException.class)
			.isThrownBy(() -> pod.get("/livez", MAX_AGE.plusSeconds(1)));
		Instant continued = Instant.now();
		pod.signal("CONT");
		assertNotOld(waiting.get(10, TimeUnit.SECONDS), continued);
		Awaitility.await().atMost(SLACK).pollInterval(Duration.ofMillis(10)).until(() -> {
			HttpResponse<String> answer = stamp(pod);
			assertNotOld(answer, continued);
			return answer.statusCode() == 200;
		});
		assertThat(pod.get("/livez").statusCode()).isEqualTo(200);
		assertThat(pod.get("/readyz").statusCode()).isEqualTo(200);
	}

	@Test
	@Execution(ExecutionMode.CONCURRENT)
	void checkHungForEverTurnsTheVerdictAndDoesNotStayRed() throws Exception {
		Pod pod = this.pods.get("hung");
		pod.post("/backend/HANGS");
		pod.await("/health/stamp", 503, "work UNHEALTHY <- backend ", MAX_AGE.plus(SLACK));
		pod.post("/backend/UP");
		// While the stuck run holds its thread: its replacement starts at the maximum
		// age.
		pod.await("/health/stamp", 200, "\"status\":\"HEALTHY\"", MAX_AGE.plus(SLACK));
		assertThat(checkThreads(pod)).isEqualTo(1);
		assertThat(pod.get("/livez").statusCode()).isEqualTo(200);
	}

	@Test
	@Execution(ExecutionMode.CONCURRENT)
	void checkHungForEverHoldsTwoThreadsAtMostAndStaysInRotationWhereMovingTrafficWouldNotHelp() throws Exception {
		Pod pod = this.pods.get("hung-global");
		pod.post("/backend/HANGS");
		pod.await("/health/stamp", 200, "\"status\":\"UNHEALTHY\",\"routing\":\"ACCEPT\"", MAX_AGE.plus(SLACK));
		Awaitility.await().atMost(MAX_AGE.plus(SLACK)).until(() -> checkThreads(pod) == 2);
		Awaitility.await().during(MAX_AGE).atMost(MAX_AGE.plus(SLACK)).until(() -> {
			assertThat(checkThreads(pod)).isEqualTo(2);
			return stamp(pod).statusCode() == 200;
		});
		assertThat(pod.get("/livez").statusCode()).isEqualTo(200);
	}

	@Test
	@Execution(ExecutionMode.CONCURRENT)
	void clockThatJumpsChangesNothingAndHidesNoFailure() throws Exception {
		Pod pod = this.pods.get("jumping");
		int year = Year.now(ZoneOffset.UTC).getValue();
		for (int jump : new int[] { 10, -10 }) {
			pod.post("/wall-clock?jump=P" + 365 * jump + "D");
			Awaitility.await().during(MAX_AGE).atMost(MAX_AGE.plus(SLACK)).until(() -> {
				HttpResponse<String> answer = stamp(pod);
				assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
				return Math.abs(lastExecution(answer).atOffset(ZoneOffset.UTC).getYear() - year - jump) <= 1;
			});
		}
		pod.post("/backend/DOWN");
		pod.await("/health/stamp", 503, "work UNHEALTHY <- backend CONNECT_FAILED", MAX_AGE.plus(SLACK));
		pod.post("/wall-clock?jump=PT0S");
		pod.post("/backend/UP");
		pod.await("/health/stamp", 200, "\"status\":\"HEALTHY\"", SLACK);
	}

	@Test
	@Execution(ExecutionMode.CONCURRENT)
	void monitorThatNeverComesBackIsOutdatedAndThenAsksForARestart() throws Exception {
		Pod pod = this.pods.get("blocked");
		pod.post("/block-monitor");
		pod.await("/health/stamp", 503, "\"routing\":\"REFUSE\",\"routingReason\":\"OUTDATED\"", MAX_AGE.plus(SLACK));
		assertThat(pod.get("/livez").statusCode()).isEqualTo(200);
		pod.await("/livez", 503, "DOWN", MAX_AGE.plus(SLACK));
		assertThat(pod.log()).contains("The monitor's thread stood here")
			.contains("PodApplication.hangForEver")
			.contains("liveness fails");
	}

	@Test
	@Execution(ExecutionMode.CONCURRENT)
	void switchStoreThatIsGoneMovesNothing() throws Exception {
		Pod pod = this.pods.get("switched");
		Path volume = volume();
		Path gone = this.directory.resolve("gone");
		Files.move(volume, gone);
		pod.await("/health/stamp", 200, "NO_DIRECTORY", SLACK);
		assertStays(pod, 200);
		Files.delete(gone.resolve("stamp.health"));
		Files.move(gone, volume);
		pod.await("/health/stamp", 503, "\"routingReason\":\"SWITCH\"", SLACK.plusSeconds(2));
		Files.move(volume, gone);
		pod.await("/health/stamp", 503, "NO_DIRECTORY", SLACK);
		assertStays(pod, 503);
		Files.writeString(gone.resolve("stamp.health"), "HEALTHY");
		Files.move(gone, volume);
		pod.await("/health/stamp", 200, "\"status\":\"HEALTHY\"", SLACK.plusSeconds(2));
	}

	private static void assertStays(Pod pod, int status) {
		Awaitility.await()
			.during(MAX_AGE.plusSeconds(1))
			.atMost(MAX_AGE.plus(SLACK))
			.until(() -> stamp(pod).statusCode() == status);
	}

	private Path volume() {
		return this.directory.resolve("volume");
	}

	private void start(String name, String scope, String... properties) throws Exception {
		List<String> all = new ArrayList<>(List.of(properties));
		all.addAll(List.of("alwayson.dependencies.backend.failure-scope=" + scope,
				"alwayson.health.defaults.interval=300ms", "alwayson.health.defaults.retry-interval=200ms",
				"alwayson.health.defaults.timeout=1s",
				"alwayson.health.defaults.max-age=" + MAX_AGE.toMillis() + "ms"));
		this.pods.put(name, new Pod(this.directory, name, all.toArray(String[]::new)));
	}

	private static HttpResponse<String> stamp(Pod pod) throws Exception {
		return pod.get("/health/stamp");
	}

	private static long checkThreads(Pod pod) throws Exception {
		return pod.get("/threads").body().split("alwayson-health-check-backend", -1).length - 1;
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
