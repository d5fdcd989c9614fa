package io.alwayson.samples.archetype;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What nested builds make of the user's settings.
 */
class NestedSettingsTests {

	@TempDir
	private Path directory;

	@Test
	void withoutSettingsThereIsTheLocalRepositoryAlone() throws IOException {
		assertThat(write(this.directory.resolve("none.xml"))).contains("<activeProfile>user-local-repository<",
				"<url>" + this.directory.resolve("with blank").toUri() + "<");
		assertThat(this.directory.resolve("with blank").toUri().toString()).contains("with%20blank");
	}

	@Test
	void mirrorsAndProfilesOfTheUserStayAndLeaveTheLocalRepositoryAlone() throws IOException {
		Path settings = this.directory.resolve("settings.xml");
		Files.writeString(settings,
				"""
						<settings xmlns="http://maven.apache.org/SETTINGS/1.2.0">
						  <mirrors><mirror><id>m</id><mirrorOf> * </mirrorOf><url>https://mirror.invalid</url></mirror></mirrors>
						  <profiles><profile><id>mine</id></profile></profiles>
						  <activeProfiles><activeProfile>mine</activeProfile></activeProfiles>
						</settings>
						""");
		assertThat(write(settings))
			.contains("<mirrorOf>*,!user-local-repository</mirrorOf>", "<id>mine</id>",
					"<activeProfile>mine</activeProfile><activeProfile>user-local-repository</activeProfile>")
			.containsOnlyOnce("<profiles>")
			.doesNotContain("xmlns=\"\"");
	}

	private String write(Path userSettings) throws IOException {
		Path target = this.directory.resolve("out/nested.xml");
		Files.createDirectories(this.directory.resolve("with blank"));
		NestedSettings.write(userSettings, this.directory.resolve("with blank"), target);
		return Files.readString(target);
	}

}
