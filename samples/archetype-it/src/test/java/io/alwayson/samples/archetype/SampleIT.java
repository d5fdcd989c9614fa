package io.alwayson.samples.archetype;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@code samples/catalog} is what the archetype generates, but for one line: it is not
 * published. {@code -Dsample.update} writes the difference into the sample.
 */
class SampleIT {

	private static final String NOT_PUBLISHED = "    <maven.deploy.skip>true</maven.deploy.skip>\n";

	@Test
	void theSampleIsWhatIsGenerated() throws IOException, InterruptedException {
		Path sample = Path.of(Archetype.property("sample")).normalize();
		Path generated = Archetype.in("sample")
			.project("catalog", "groupId=io.alwayson.samples", "package=io.alwayson.samples.catalog",
					"version=" + Archetype.VERSION);
		Path pom = generated.resolve("pom.xml");
		Files.writeString(pom, Files.readString(pom).replace("  <properties>\n", "  <properties>\n" + NOT_PUBLISHED));
		List<String> names = GeneratedFiles.list(generated);
		if (Boolean.getBoolean("sample.update")) {
			for (String name : names) {
				Files.createDirectories(sample.resolve(name).getParent());
				Files.writeString(sample.resolve(name), Files.readString(generated.resolve(name)));
			}
		}
		assertThat(GeneratedFiles.list(sample)).isEqualTo(names);
		for (String name : names) {
			assertThat(sample.resolve(name)).hasSameTextualContentAs(generated.resolve(name));
		}
	}

}
