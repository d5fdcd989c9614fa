package io.alwayson.samples.archetype;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The archetype of this build, used from a Maven of its own, over the staged artifacts of
 * this build.
 */
final class Archetype {

	static final String VERSION = property("archetype-version");

	private static final Duration GENERATION_LIMIT = Duration.ofMinutes(5);

	private static final Duration BUILD_LIMIT = Duration.ofMinutes(10);

	private static final Path STAGING = Path.of(property("staging"));

	private static final Path WORK = Path.of(property("work"));

	private static final AtomicInteger LOGS = new AtomicInteger();

	/** Empty directory for one set of parameters. */
	private final Path directory;

	private Archetype(Path directory) {
		this.directory = directory;
	}

	/**
	 * Prepares an empty directory.
	 * @param name its name, which may hold blanks
	 */
	static Archetype in(String name) throws IOException {
		Path directory = WORK.resolve(name);
		delete(directory);
		Files.createDirectories(directory);
		return new Archetype(directory);
	}

	Path directory() {
		return this.directory;
	}

	/** Generates, with parameters as {@code name=value}. */
	Result generate(String... parameters) throws IOException, InterruptedException {
		List<String> arguments = new ArrayList<>(List.of(
				"org.apache.maven.plugins:maven-archetype-plugin:" + property("archetype-plugin-version") + ":generate",
				"-DarchetypeCatalog=internal", "-DarchetypeGroupId=io.alwayson",
				"-DarchetypeArtifactId=alwayson-archetype", "-DarchetypeVersion=" + VERSION));
		Arrays.stream(parameters).forEach((parameter) -> arguments.add("-D" + parameter));
		return maven("generate", this.directory, GENERATION_LIMIT, arguments);
	}

	/** Generates what must be legal, and returns the project's directory. */
	Path project(String artifactId, String... parameters) throws IOException, InterruptedException {
		String[] all = Stream.concat(Stream.of("artifactId=" + artifactId), Arrays.stream(parameters))
			.toArray(String[]::new);
		Result result = generate(all);
		assertThat(result.exitCode()).as(result.output()).isZero();
		return this.directory.resolve(artifactId);
	}

	/** Builds a generated project. */
	void build(Path project, String... arguments) throws IOException, InterruptedException {
		Result result = maven("build", project, BUILD_LIMIT, List.of(arguments));
		assertThat(result.exitCode()).as(result.output()).isZero();
	}

	private Result maven(String name, Path where, Duration limit, List<String> arguments)
			throws IOException, InterruptedException {
		Path settings = WORK.resolve("settings.xml");
		NestedSettings.write(Path.of(property("user-settings").substring("file:".length())),
				Path.of(property("local-repository")), settings);
		boolean windows = System.getProperty("os.name").startsWith("Windows");
		List<String> command = new ArrayList<>(
				List.of(Path.of(property("maven-home"), "bin", windows ? "mvn.cmd" : "mvn").toString(), "-B", "-ntp",
						"-Dstyle.color=never", "-Dmaven.repo.local=" + STAGING, "-s", settings.toString()));
		command.addAll(arguments);
		Path log = WORK.resolve("logs")
			.resolve(this.directory.getFileName() + "-" + name + "-" + LOGS.incrementAndGet() + ".log");
		try (ChildProcess process = ChildProcess.start(command, where,
				Map.of("JAVA_HOME", System.getProperty("java.home")), log)) {
			int exitCode = process.await(limit);
			return new Result(exitCode, process.tail());
		}
	}

	static String property(String name) {
		String value = System.getProperty("it." + name);
		if (value == null) {
			throw new IllegalStateException("System property it." + name + " is missing: run through Maven");
		}
		return value;
	}

	static void delete(Path directory) throws IOException {
		if (Files.exists(directory)) {
			try (Stream<Path> paths = Files.walk(directory)) {
				for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
					Files.delete(path);
				}
			}
		}
	}

	/**
	 * How a Maven ended.
	 *
	 * @param exitCode its exit code
	 * @param output the end of its output
	 */
	record Result(int exitCode, String output) {
	}

}
