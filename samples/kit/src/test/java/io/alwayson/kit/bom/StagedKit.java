package io.alwayson.kit.bom;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What this build made, laid out as a Maven repository, and nested builds that see it
 * beside the machine's own repository. Nothing is installed anywhere else.
 */
final class StagedKit {

	static final String VERSION = Poms.version(root().resolve("pom.xml"));

	private static final long LIMIT_MINUTES = 10;

	private final Path directory;

	StagedKit(Path directory) throws IOException {
		this.directory = directory;
		deleteRecursively(directory);
		stage("alwayson-parent", root().resolve("pom.xml"), null);
		for (String module : List.of("alwayson-bom", "alwayson-workload", "alwayson-starter-health",
				"alwayson-starter-resilience", "alwayson-starter-telemetry", "alwayson-test")) {
			Path home = root().resolve(module);
			Path jar = home.resolve("target/" + module + "-" + VERSION + ".jar");
			stage(module, home.resolve("pom.xml"), module.equals("alwayson-bom") ? null : jar);
		}
		Files.writeString(directory.resolve("settings.xml"), settings());
	}

	static Path root() {
		return Path.of(System.getProperty("alwayson.root")).toAbsolutePath().normalize();
	}

	Path directory() {
		return this.directory;
	}

	/** Runs Maven with a local repository that only nested builds have used. */
	void maven(Path pom, String... arguments) throws IOException, InterruptedException {
		List<String> command = new ArrayList<>(
				List.of(executable(), "-B", "-ntp", "-gs", this.directory.resolve("settings.xml").toString(),
						"-Dmaven.repo.local=" + this.directory.resolve("local"), "-f", pom.toString()));
		command.addAll(List.of(arguments));
		Path log = this.directory.resolve(pom.getParent().getFileName() + ".log");
		ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
		builder.environment().putAll(Map.of("JAVA_HOME", System.getProperty("java.home"), "MAVEN_OPTS", "-Xmx512m"));
		Process process = builder.start();
		try {
			assertThat(process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES)).as("ends in time: " + command).isTrue();
		}
		finally {
			process.descendants().forEach(ProcessHandle::destroyForcibly);
			process.destroyForcibly();
		}
		assertThat(process.exitValue()).as(() -> command + "\n" + read(log)).isZero();
	}

	private static String executable() {
		boolean windows = System.getProperty("os.name").startsWith("Windows");
		return Path.of(System.getProperty("maven.home"), "bin", windows ? "mvn.cmd" : "mvn").toString();
	}

	private void stage(String artifact, Path pom, Path jar) throws IOException {
		Path home = Files
			.createDirectories(this.directory.resolve("repository/io/alwayson/" + artifact + "/" + VERSION));
		copy(pom, home.resolve(artifact + "-" + VERSION + ".pom"));
		if (jar != null) {
			copy(jar, home.resolve(artifact + "-" + VERSION + ".jar"));
		}
	}

	private static void copy(Path from, Path to) throws IOException {
		assertThat(from).as("made by an earlier module of the same build").exists();
		Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
	}

	private String settings() {
		String repositories = repository("staged", this.directory.resolve("repository"))
				+ repository("machine", Path.of(System.getProperty("alwayson.local-repository")));
		return "<settings><profiles><profile><id>kit</id><repositories>" + repositories
				+ "</repositories><pluginRepositories>" + repositories.replace("repository>", "pluginRepository>")
				+ "</pluginRepositories></profile></profiles>"
				+ "<activeProfiles><activeProfile>kit</activeProfile></activeProfiles></settings>";
	}

	private static String repository(String id, Path directory) {
		return "<repository><id>" + id + "</id><url>" + directory.toUri() + "</url>"
				+ "<releases><checksumPolicy>ignore</checksumPolicy></releases>" + "<snapshots><enabled>"
				+ id.equals("staged") + "</enabled>"
				+ "<checksumPolicy>ignore</checksumPolicy></snapshots></repository>";
	}

	private static String read(Path log) {
		try {
			return Files.readString(log);
		}
		catch (IOException ex) {
			return "no log: " + ex;
		}
	}

	private static void deleteRecursively(Path directory) throws IOException {
		if (Files.exists(directory)) {
			try (var paths = Files.walk(directory)) {
				for (Path path : paths.sorted(java.util.Comparator.reverseOrder()).toList()) {
					Files.delete(path);
				}
			}
		}
	}

}
