package io.alwayson.samples.archetype;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An illegal parameter: one message, and nothing left behind.
 */
class IllegalParametersIT {

	@ParameterizedTest
	@CsvSource({ "groupId, com..example", "artifactId, my catalog", "artifactId, ../catalog", "version, 1.0/2",
			"package, com.example.class", "package, com.example-x", "serviceName, double--hyphen", "javaVersion, 8" })
	void endsTheGenerationWithOneMessageAndLeavesNothing(String name, String value)
			throws IOException, InterruptedException {
		Archetype archetype = Archetype.in("illegal/empty");
		Archetype.Result result = archetype.generate(parameters(Map.of(name, value)));
		assertThat(result.exitCode()).as(result.output()).isNotZero();
		assertThat(result.output()).doesNotContain("[WARNING] CP")
			.containsOnlyOnce(" is illegal")
			.contains(name + " '" + value + "' is illegal, use ");
		try (Stream<Path> left = Files.list(archetype.directory())) {
			assertThat(left).isEmpty();
		}
	}

	@Test
	void allThatIsWrongIsSaidAtOnce() throws IOException, InterruptedException {
		Archetype.Result result = Archetype.in("illegal/many")
			.generate(
					parameters(Map.of("version", "1 0", "package", "com.new", "serviceName", "-", "javaVersion", "1")));
		assertThat(result.exitCode()).isNotZero();
		assertThat(result.output()).contains("version '1 0' is illegal", "package 'com.new' is illegal",
				"serviceName '-' is illegal", "javaVersion '1' is illegal");
	}

	@Test
	void whatWasThereBeforeStays() throws IOException, InterruptedException {
		Archetype archetype = Archetype.in("illegal/before");
		Path notes = archetype.directory().resolve("catalog/src/notes.txt");
		Files.createDirectories(notes.getParent());
		Files.writeString(notes, "mine");
		Archetype.Result result = archetype.generate(parameters(Map.of("javaVersion", "8")));
		assertThat(result.exitCode()).isNotZero();
		try (Stream<Path> files = Files.walk(archetype.directory())) {
			assertThat(files.filter(Files::isRegularFile)).containsExactly(notes);
		}
	}

	private static String[] parameters(Map<String, String> illegal) {
		Map<String, String> all = new LinkedHashMap<>(
				Map.of("groupId", "com.example", "artifactId", "catalog", "package", "com.example.catalog"));
		all.putAll(illegal);
		List<String> parameters = new ArrayList<>();
		all.forEach((name, value) -> parameters.add(name + "=" + value));
		return parameters.toArray(String[]::new);
	}

}
