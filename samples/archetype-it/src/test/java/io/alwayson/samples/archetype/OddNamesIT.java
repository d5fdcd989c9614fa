package io.alwayson.samples.archetype;

import java.io.IOException;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Odd but legal: hyphens, digits, deep packages, other versions, blanks in the path.
 */
class OddNamesIT {

	@Test
	void aDeepPackageInAPathWithBlanksBuilds() throws IOException, InterruptedException {
		Archetype archetype = Archetype.in("odd names here");
		Path project = archetype.project("my-2nd-Catalog.api", "groupId=com.example-corp.x9",
				"package=com.example.a1.b_2.c", "version=1.0.0-rc.1");
		GeneratedFiles.check(project);
		assertThat(project.resolve("src/main/java/com/example/a1/b_2/c/Application.java")).exists();
		assertThat(project.resolve("deploy/chart/Chart.yaml")).content().contains("name: my-2nd-catalog-api\n");
		archetype.build(project, "verify");
		assertThat(project.resolve("target/my-2nd-Catalog.api-1.0.0-rc.1.jar")).exists();
	}

	@Test
	void aNameThatBeginsWithADigitBuildsUnderAnotherServiceName() throws IOException, InterruptedException {
		Archetype archetype = Archetype.in("digits");
		Path project = archetype.project("7th", "groupId=shop", "version=2.3.4", "serviceName=seventh");
		GeneratedFiles.check(project);
		archetype.build(project, "package", "-DskipTests");
		assertThat(project.resolve("target/7th-2.3.4.jar")).exists();
	}

	@Test
	void aNewerJavaIsAskedForEverywhere() throws IOException, InterruptedException {
		Path project = Archetype.in("java25").project("catalog", "groupId=com.example", "javaVersion=25");
		GeneratedFiles.check(project);
		assertThat(project.resolve("pom.xml")).content().contains("<java.version>25</java.version>");
		assertThat(project.resolve("Dockerfile")).content().contains("eclipse-temurin:25-jre");
		assertThat(project.resolve(".github/workflows/ci.yml")).content().contains("java-version: \"25\"");
		assertThat(project.resolve("src/main/resources/application.yaml")).content()
			.containsPattern("virtual:\\n.*\\n +enabled: true");
	}

}
