package io.alwayson.samples.archetype;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The service of the README's command: builds, tests, runs, and keeps what it accepted.
 */
class GeneratedServiceIT {

	private static final String COMMENTS = "/api/1.0/items/1/comments";

	private static final String JAR = "catalog-1.0.0-SNAPSHOT.jar";

	private static Path project = Path.of("");

	@BeforeAll
	static void generateAndBuild() throws IOException, InterruptedException {
		Archetype archetype = Archetype.in("basic");
		project = archetype.project("catalog", "groupId=com.example", "package=com.example.catalog");
		archetype.build(project, "verify");
	}

	@Test
	void itsBuildRunsItsTests() throws IOException {
		try (Stream<Path> reports = Files.list(project.resolve("target/surefire-reports"))) {
			assertThat(reports.map((report) -> report.getFileName().toString())).contains(
					"TEST-com.example.catalog.CatalogApiTests.xml", "TEST-com.example.catalog.DatabaseDownTests.xml",
					"TEST-com.example.catalog.comment.CommentQueueTests.xml");
		}
	}

	@Test
	void itsFilesAreWellFormed() throws IOException {
		GeneratedFiles.check(project);
	}

	@Test
	void acceptedCommentsAreThereAfterARestart() throws IOException, InterruptedException {
		Path jar = project.resolve("target").resolve(JAR);
		try (RunningService service = RunningService.start(jar, project, log("first"))) {
			service.awaitStatus("/health/stamp", 200);
			assertThat(service.get("/readyz").statusCode()).isEqualTo(200);
			assertThat(service.get("/api/1.0/items").body()).contains("Lantern");
			accept(service, "before the stop");
			service.awaitBody(COMMENTS, "before the stop");
			// SIGTERM, where there are signals.
			assertThat(service.terminate()).isNotZero();
		}
		try (RunningService service = RunningService.start(layered(jar), project, log("second"))) {
			service.awaitBody(COMMENTS, "before the stop");
			accept(service, "before the crash");
		}
		try (RunningService service = RunningService.start(jar, project, log("third"))) {
			service.awaitBody(COMMENTS, "before the crash");
			assertThat(service.get(COMMENTS).body()).containsOnlyOnce("before the crash");
		}
	}

	private static void accept(RunningService service, String text) throws IOException, InterruptedException {
		HttpResponse<String> response = service.post(COMMENTS, "{\"author\":\"Ada\",\"text\":\"" + text + "\"}");
		assertThat(response.statusCode()).isEqualTo(202);
		assertThat(response.headers().firstValue("Location"))
			.hasValueSatisfying((location) -> assertThat(location).startsWith(COMMENTS + "/"));
	}

	/** What the Dockerfile does with the jar. */
	private static Path layered(Path jar) throws IOException, InterruptedException {
		Path copy = project.resolve("target/layers/service.jar");
		Files.createDirectories(copy.getParent());
		Files.copy(jar, copy);
		String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
		try (ChildProcess extraction = ChildProcess.start(List.of(java, "-Djarmode=tools", "-jar", "service.jar",
				"extract", "--layers", "--destination", "extracted"), copy.getParent(), Map.of(), log("extraction"))) {
			assertThat(extraction.await(Duration.ofMinutes(1))).as(extraction.tail()).isZero();
		}
		Path app = copy.resolveSibling("app");
		for (String layer : List.of("dependencies", "spring-boot-loader", "snapshot-dependencies", "application")) {
			copy(copy.resolveSibling("extracted").resolve(layer), app);
		}
		return app.resolve("service.jar");
	}

	private static void copy(Path from, Path to) throws IOException {
		try (Stream<Path> paths = Files.walk(from)) {
			for (Path path : paths.filter(Files::isRegularFile).toList()) {
				Path target = to.resolve(from.relativize(path).toString());
				Files.createDirectories(target.getParent());
				Files.copy(path, target);
			}
		}
	}

	private static Path log(String name) {
		return project.resolveSibling("catalog-" + name + ".log");
	}

}
