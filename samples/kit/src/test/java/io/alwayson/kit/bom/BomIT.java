package io.alwayson.kit.bom;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The BOM in the three places where users put it. Every resolution starts from a local
 * repository that is empty when this class begins.
 */
class BomIT {

	private static final Path ROOT = StagedKit.root();

	private static final String BOOT = property("spring-boot.version");

	/** The work-around that the README names, where a registry lacks native jars. */
	private static final String NETTY = property("netty.version");

	private static final String BOOT_BOM = bom("org.springframework.boot", "spring-boot-dependencies", BOOT);

	private static final String OUR_BOM = bom("io.alwayson", "alwayson-bom", StagedKit.VERSION);

	private static final String NETTY_BOM = bom("io.netty", "netty-bom", NETTY);

	private static StagedKit kit;

	private static Map<String, String> bootManages;

	private static Map<String, String> weManage;

	@BeforeAll
	static void stageTheKit() throws IOException, InterruptedException {
		kit = new StagedKit(Path.of("target/bom").toAbsolutePath());
		bootManages = Poms.managed(effective("boot", BOOT_BOM));
		weManage = Poms.managed(effective("ours", OUR_BOM));
		assertThat(bootManages).hasSizeGreaterThan(1000);
		assertThat(weManage).hasSizeGreaterThan(100);
	}

	@Test
	void nothingThatBootManagesIsManaged() {
		assertThat(weManage).doesNotContainKeys(bootManages.keySet().toArray(String[]::new));
		assertThat(weManage.keySet()).noneMatch((key) -> key.matches(
				"(org\\.springframework|io\\.netty|org\\.apache\\.kafka|com\\.fasterxml|tools\\.jackson|io\\.opentelemetry)[.:].*"));
	}

	@Test
	void whatUsersGetIsWhatTheBuildIsTestedWith() throws IOException, InterruptedException {
		Path effective = kit.directory().resolve("parent/effective.xml");
		Files.createDirectories(effective.getParent());
		Path pom = effective.resolveSibling("pom.xml");
		Files.writeString(pom, project("parent", "<parent><groupId>io.alwayson</groupId>"
				+ "<artifactId>alwayson-parent</artifactId><version>" + StagedKit.VERSION + "</version></parent>", ""));
		effectivePom(pom, effective);
		assertThat(Poms.managed(effective)).containsAllEntriesOf(weManage);
	}

	@Test
	void noModuleWritesAVersionOfItsOwn() throws IOException {
		try (Stream<Path> modules = Files.list(ROOT)) {
			for (Path pom : modules.map((module) -> module.resolve("pom.xml")).filter(Files::exists).toList()) {
				assertThat(Poms.written(pom)).as(pom.toString())
					.doesNotContainKeys(weManage.keySet().toArray(String[]::new));
			}
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "maven-gpg-plugin", "central-publishing-maven-plugin" })
	void theBomIsPublishedByThePluginsOfTheParentThatItHasNot(String plugin) {
		String named = "//plugin[artifactId='" + plugin + "']/version";
		assertThat(Poms.text(ROOT.resolve("alwayson-bom/pom.xml"), "//profile[id='release']" + named)).isNotEmpty()
			.isEqualTo(Poms.text(ROOT.resolve("pom.xml"), "//pluginManagement" + named));
	}

	@Test
	void everythingThatIsPublishedIsInTheBom() {
		assertThat(weManage.keySet()).filteredOn((key) -> key.startsWith("io.alwayson:"))
			.contains("io.alwayson:alwayson-workload:jar:", "io.alwayson:alwayson-starter-health:jar:",
					"io.alwayson:alwayson-starter-resilience:jar:", "io.alwayson:alwayson-starter-telemetry:jar:",
					"io.alwayson:alwayson-test:jar:");
	}

	@ParameterizedTest
	@EnumSource
	void oneLibraryOfEachFamilyConvergesAndNothingBecomesOlder(Shape shape) throws IOException, InterruptedException {
		Path pom = shape.write(kit.directory());
		kit.maven(pom, "validate");
		Map<String, String> managed = Poms.managed(pom.resolveSibling("target/effective.xml"));
		Map<String, String> expected = new TreeMap<>(bootManages);
		expected.keySet().removeIf(BomIT::isNetty);
		expected.putAll(weManage);
		assertThat(managed).containsAllEntriesOf(expected);
		Map<String, String> resolved = resolved(pom.resolveSibling("target/resolved.txt"));
		assertThat(resolved).hasSizeGreaterThan(100);
		resolved.keySet().removeIf(BomIT::isNetty);
		assertThat(resolved)
			.allSatisfy((artifact, version) -> assertThat(version).isEqualTo(expected.getOrDefault(artifact, version)));
	}

	/** Moved by the work-around. */
	private static boolean isNetty(String artifact) {
		return artifact.startsWith("io.netty:netty-");
	}

	private static Map<String, String> resolved(Path list) throws IOException {
		return Files.readAllLines(list)
			.stream()
			.map((line) -> line.trim().replaceAll("\\e\\[[0-9;]*m", "").split(" ")[0].split(":"))
			.filter((parts) -> parts.length >= 5)
			.collect(Collectors.toMap(
					(parts) -> parts[0] + ":" + parts[1] + ":" + parts[2] + ":" + ((parts.length > 5) ? parts[3] : ""),
					(parts) -> parts[parts.length - 2], (one, other) -> one, TreeMap::new));
	}

	private static Path effective(String name, String imports) throws IOException, InterruptedException {
		Path directory = Files.createDirectories(kit.directory().resolve(name));
		Files.writeString(directory.resolve("pom.xml"), project(name, "", imports));
		return effectivePom(directory.resolve("pom.xml"), directory.resolve("effective.xml"));
	}

	private static Path effectivePom(Path pom, Path output) throws IOException, InterruptedException {
		kit.maven(pom, "org.apache.maven.plugins:maven-help-plugin:" + plugin("maven-help-plugin") + ":effective-pom",
				"-Doutput=" + output);
		return output;
	}

	private static String project(String name, String parent, String imports) {
		return "<project xmlns=\"http://maven.apache.org/POM/4.0.0\"><modelVersion>4.0.0</modelVersion>" + parent
				+ "<groupId>com.example</groupId><artifactId>" + name + "</artifactId><version>1</version>"
				+ "<packaging>pom</packaging><dependencyManagement><dependencies>" + imports
				+ "</dependencies></dependencyManagement></project>";
	}

	private static String bom(String group, String artifact, String version) {
		return "<dependency><groupId>" + group + "</groupId><artifactId>" + artifact + "</artifactId><version>"
				+ version + "</version><type>pom</type><scope>import</scope></dependency>";
	}

	private static String property(String name) {
		return Poms.text(ROOT.resolve("pom.xml"), "/project/properties/*[name()='" + name + "']");
	}

	private static String plugin(String artifact) {
		return Poms.text(ROOT.resolve("pom.xml"),
				"/project/build/pluginManagement/plugins/plugin[artifactId='" + artifact + "']/version");
	}

	/** Where the BOM is imported. */
	enum Shape {

		BEFORE_BOOTS_BOM("", "", NETTY_BOM + OUR_BOM + BOOT_BOM),

		AFTER_BOOTS_BOM("", "", NETTY_BOM + BOOT_BOM + OUR_BOM),

		BESIDE_BOOTS_PARENT(
				"<parent><groupId>org.springframework.boot</groupId>"
						+ "<artifactId>spring-boot-starter-parent</artifactId><version>" + BOOT
						+ "</version><relativePath/></parent>",
				"<netty.version>" + NETTY + "</netty.version>", OUR_BOM);

		private final String parent;

		private final String properties;

		private final String imports;

		Shape(String parent, String properties, String imports) {
			this.parent = parent;
			this.properties = properties;
			this.imports = imports;
		}

		Path write(Path directory) throws IOException {
			String name = name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
			Path pom = Files.createDirectories(directory.resolve(name)).resolve("pom.xml");
			String text = Files.readString(Path.of("src/test/projects/bom/pom.xml"));
			for (Map.Entry<String, String> value : Map
				.of("parent", this.parent, "shape", name, "properties", this.properties, "imports", this.imports,
						"enforcer", plugin("maven-enforcer-plugin"), "dependency", plugin("maven-dependency-plugin"),
						"help", plugin("maven-help-plugin"))
				.entrySet()) {
				text = text.replace("@" + value.getKey() + "@", value.getValue());
			}
			return Files.writeString(pom, text);
		}

	}

}
