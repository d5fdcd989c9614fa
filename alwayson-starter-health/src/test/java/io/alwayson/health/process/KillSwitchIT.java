package io.alwayson.health.process;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Three pods as processes and one file: all follow the kill switch within interval + 1 s
 * + 3 x timeout, whoever writes it.
 */
@Timeout(180)
class KillSwitchIT {

	private static final Duration FOLLOWED_WITHIN = Duration.ofSeconds(1 + 1 + 3);

	private static final String OUT = "\"routing\":\"REFUSE\",\"routingReason\":\"SWITCH\"";

	private final List<Pod> pods = new ArrayList<>();

	@TempDir
	private Path directory;

	private Path file;

	@AfterEach
	void close() {
		this.pods.forEach(Pod::close);
	}

	@Test
	void allPodsFollowTheFile() throws Exception {
		start();
		Files.delete(this.file);
		awaitAll(503, "\"position\":\"OUT\"");
		Files.writeString(this.file, "MAINTENANCE");
		awaitAll(503, "\"position\":\"MAINTENANCE\"");
		Files.writeString(this.file, "HEALTHY");
		awaitAll(200, "\"position\":\"IN\"");
	}

	@Test
	void allPodsFollowWhatOneOfThemIsTold() throws Exception {
		start();
		HttpResponse<String> written = this.pods.get(0).post("/actuator/stamp", "{\"position\":\"out\"}");
		assertThat(written.body()).contains("\"followedWithin\":\"" + FOLLOWED_WITHIN + "\"");
		awaitAll(503, OUT);
		for (Pod pod : this.pods) {
			assertThat(pod.get("/readyz").statusCode()).as("%s", pod).isEqualTo(200);
			assertThat(pod.get("/actuator/stamp").body()).contains("\"to\":{\"store\":\"file\",\"position\":\"OUT\"");
		}
		this.pods.get(1).post("/actuator/stamp", "{\"position\":\"in\"}");
		awaitAll(200, "\"position\":\"IN\"");
	}

	@Test
	void aPodThatStartsMeanwhileNeverAccepts() throws Exception {
		start();
		Files.delete(this.file);
		awaitAll(503, OUT);
		Pod late = add();
		Awaitility.await("it listens").atMost(Duration.ofSeconds(60)).until(() -> late.address() != null);
		Awaitility.await("it is ready").atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(5)).until(() -> {
			HttpResponse<String> answer = late.get("/health/stamp");
			assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
			return answer.body().contains(OUT) && late.get("/readyz").statusCode() == 200;
		});
	}

	private void start() throws Exception {
		this.file = Files.createFile(this.directory.resolve("stamp.health"));
		for (int i = 0; i < 3; i++) {
			add();
		}
		for (Pod pod : this.pods) {
			pod.awaitStart();
			assertThat(pod.get("/health/stamp").statusCode()).isEqualTo(200);
		}
	}

	private Pod add() throws Exception {
		Pod pod = new Pod(this.directory, "pod-" + (this.pods.size() + 1),
				"alwayson.dependencies.backend.failure-scope=stamp", "alwayson.health.switch.file=" + this.file,
				"alwayson.health.switch.interval=1s", "alwayson.health.switch.timeout=1s",
				"management.endpoints.web.exposure.include=stamp", "management.endpoint.stamp.access=unrestricted");
		this.pods.add(pod);
		return pod;
	}

	/** All within the one time: it begins with the write, not with each pod. */
	private void awaitAll(int status, String part) {
		long until = System.nanoTime() + FOLLOWED_WITHIN.toNanos();
		for (Pod pod : this.pods) {
			pod.await("/health/stamp", status, part, Duration.ofNanos(Math.max(until - System.nanoTime(), 1)));
		}
	}

}
