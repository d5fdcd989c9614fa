package io.alwayson.samples.archetype;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;

import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What can be said about each generated file without running anything.
 */
final class GeneratedFiles {

	private static final List<String> EXPECTED = List.of(".alwayson/answers.properties", ".dockerignore",
			".gitattributes", ".github/dependabot.yml", ".github/workflows/ci.yml", ".gitignore", "Dockerfile",
			"README.md", "deploy/chart/Chart.yaml", "deploy/chart/templates/deployment.yaml",
			"deploy/chart/values.schema.json", "deploy/chart/values.yaml", "pom.xml",
			"src/main/resources/application.yaml");

	private GeneratedFiles() {
	}

	/** Checks all files of a generated project. */
	static void check(Path project) throws IOException {
		assertThat(EXPECTED).allSatisfy((name) -> assertThat(project.resolve(name)).isNotEmptyFile());
		for (String name : list(project)) {
			String text = Files.readString(project.resolve(name));
			assertThat(text).as(name)
				.doesNotContainPattern("__[A-Za-z]+__")
				.doesNotContainPattern("\\$\\{(package|groupId|artifactId|version|serviceName|javaVersion)}")
				.doesNotContain("\r")
				.endsWith("\n");
			parse(name, text);
		}
	}

	/** Relative names of the files that were generated, not built. */
	static List<String> list(Path project) throws IOException {
		try (Stream<Path> paths = Files.walk(project)) {
			return paths.filter(Files::isRegularFile)
				.map((path) -> project.relativize(path).toString().replace('\\', '/'))
				.filter((name) -> !name.startsWith("target/") && !name.startsWith("data/"))
				.sorted()
				.toList();
		}
	}

	private static void parse(String name, String text) throws IOException {
		boolean template = name.startsWith("deploy/chart/templates/");
		if ((name.endsWith(".yaml") || name.endsWith(".yml")) && !template) {
			LoaderOptions strict = new LoaderOptions();
			strict.setAllowDuplicateKeys(false);
			Object document = new Yaml(strict).load(text);
			assertThat(document).as(name).isNotNull();
		}
		if (name.endsWith(".json")) {
			JsonNode document = JsonMapper.shared().readTree(text);
			assertThat(document.isObject()).as(name).isTrue();
		}
		if (name.equals("pom.xml")) {
			parsePom(text);
		}
	}

	private static void parsePom(String text) throws IOException {
		try {
			var factory = DocumentBuilderFactory.newInstance();
			var pom = factory.newDocumentBuilder().parse(new InputSource(new StringReader(text)));
			String bootVersion = pom.getElementsByTagName("parent")
				.item(0)
				.getTextContent()
				.replaceAll("(?s).*spring-boot-starter-parent\\s*(\\S+).*", "$1");
			assertThat(bootVersion).as("Spring Boot of generated services and of the kit")
				.isEqualTo(Archetype.property("spring-boot-version"));
		}
		catch (ParserConfigurationException | SAXException ex) {
			throw new IOException(ex);
		}
	}

}
