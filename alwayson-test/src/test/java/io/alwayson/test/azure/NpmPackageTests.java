package io.alwayson.test.azure;

import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link NpmPackage}, with the JDK's {@code java} as a stand-in: it knows
 * {@code --version}, as node does, and fails on {@code install}.
 */
class NpmPackageTests {

	private static final String JAVA = Path.of(System.getProperty("java.home"), "bin", "java").toString();

	private static final String NONE = "alwayson-no-such-command";

	private final NpmPackage npmPackage = new NpmPackage("some-emulator", "1.2.3");

	@TempDir
	Path cache;

	@Test
	void withoutNodeItSaysWhatToInstall() {
		assertThatExceptionOfType(EmulatorUnavailableException.class)
			.isThrownBy(() -> this.npmPackage.install(this.cache, NONE, JAVA))
			.withMessageContaining("install it and npm");
	}

	@Test
	void withoutNpmItSaysWhatCouldNotBeInstalled() {
		assertThatExceptionOfType(EmulatorUnavailableException.class)
			.isThrownBy(() -> this.npmPackage.install(this.cache, JAVA, NONE))
			.withMessageContaining("some-emulator 1.2.3 could not be installed");
	}

	@Test
	void anInstallationThatFailsSaysWhyAndLeavesNothingHalf() throws Exception {
		assertThatExceptionOfType(EmulatorUnavailableException.class)
			.isThrownBy(() -> this.npmPackage.install(this.cache, JAVA, JAVA))
			.withMessageContaining("It said: ")
			.withMessageContaining("install");
		try (var left = Files.list(this.cache)) {
			assertThat(left).containsExactly(this.cache.resolve("some-emulator-1.2.3.lock"));
		}
	}

	@Test
	void whatIsInstalledIsUsedWithoutNpm() throws Exception {
		Path home = Files.createDirectories(this.cache.resolve("some-emulator-1.2.3"));
		assertThat(this.npmPackage.install(this.cache, JAVA, NONE)).isEqualTo(home);
	}

	@Test
	void aPackageWithAScopeIsOneDirectory() throws Exception {
		NpmPackage scoped = new NpmPackage("@some/emulator", "1.2.3");
		Path home = Files.createDirectories(this.cache.resolve("@some+emulator-1.2.3"));
		assertThat(scoped.install(this.cache, JAVA, NONE)).isEqualTo(home);
	}

	@Test
	void theCacheIsTheUsers() {
		String absolute = this.cache.toAbsolutePath().toString();
		assertThat(NpmPackage.cache(null, absolute)).isEqualTo(this.cache.resolve(".cache").resolve("alwayson"));
		assertThat(NpmPackage.cache("relative", absolute)).isEqualTo(this.cache.resolve(".cache").resolve("alwayson"));
		assertThat(NpmPackage.cache(absolute, "elsewhere")).isEqualTo(this.cache.resolve("alwayson"));
	}

}
