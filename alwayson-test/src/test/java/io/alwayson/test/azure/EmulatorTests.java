package io.alwayson.test.azure;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.opentest4j.TestAbortedException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link Emulator}, {@link EmulatorProcess} and {@link Azurite} without
 * Azurite.
 */
class EmulatorTests {

	private static final Pattern LISTENS = Pattern.compile("listens on (\\S+)");

	private static final Duration LIMIT = Duration.ofSeconds(30);

	@ParameterizedTest
	@NullSource
	@ValueSource(strings = { "", "false" })
	void withoutAnEmulatorTheTestsAreAbortedWithTheReason(String require) {
		assertThatExceptionOfType(TestAbortedException.class)
			.isThrownBy(() -> unavailable().processOrAbort("Azurite", require))
			.withMessage("Azurite is not available: no Node.js");
	}

	@Test
	void withoutAnEmulatorThatIsRequiredTheTestsFail() {
		assertThatIllegalStateException().isThrownBy(() -> unavailable().processOrAbort("Azurite", "true"))
			.withMessageContaining("no Node.js")
			.withMessageContaining(Emulator.REQUIRE);
	}

	@Test
	void theProcessIsUsedOnceItSaysWhereItListensAndIsGoneAfterwards() throws Exception {
		Emulator emulator = Emulator.of(() -> EmulatorProcess.start("child", child("listen"), LISTENS, LIMIT));
		EmulatorProcess process = emulator.processOrAbort("child", null);
		assertThat(process.address()).hasScheme("http").hasHost("127.0.0.1");
		ProcessHandle handle = ProcessHandle.of(Long.parseLong(process.address().getPath().substring(1))).orElseThrow();
		assertThat(handle.isAlive()).isTrue();
		emulator.close();
		assertThat(handle.isAlive()).isFalse();
		assertThat(Thread.getAllStackTraces().keySet())
			.noneMatch((thread) -> thread.getName().equals("alwayson-child-end"));
	}

	@Test
	void anAddressWithoutASchemeIsOneOfHttp() {
		try (EmulatorProcess process = EmulatorProcess.start("child", child("host"), LISTENS, LIMIT)) {
			assertThat(process.address()).hasScheme("http").hasHost("127.0.0.1").hasPort(1);
		}
	}

	@Test
	void aProcessThatEndsAtOnceIsNamedWithWhatItSaid() {
		assertThatIllegalStateException()
			.isThrownBy(() -> EmulatorProcess.start("child", child("fail"), LISTENS, LIMIT))
			.withMessage("child ended before it listened. It said: no such option");
	}

	@Test
	void aProcessThatDoesNotListenIsEndedAtTheLimit() {
		assertThatIllegalStateException()
			.isThrownBy(() -> EmulatorProcess.start("child", child("wait"), LISTENS, Duration.ofMillis(300)))
			.withMessageContaining("did not listen within 300 ms");
	}

	@Test
	void aCommandThatIsNotThereIsNamed() {
		assertThatIllegalStateException()
			.isThrownBy(() -> EmulatorProcess.start("child", List.of("alwayson-no-such-command"), LISTENS, LIMIT))
			.withMessage("child could not be started.");
	}

	@Test
	void whatFailedIsNotTriedAgain() {
		AtomicInteger tries = new AtomicInteger();
		Emulator emulator = Emulator.of(() -> {
			tries.incrementAndGet();
			throw new EmulatorUnavailableException("no Node.js", null);
		});
		for (int i = 0; i < 3; i++) {
			assertThatExceptionOfType(TestAbortedException.class)
				.isThrownBy(() -> emulator.processOrAbort("Azurite", null));
		}
		assertThat(tries).hasValue(1);
	}

	@Test
	void azuriteSaysHowToUseItWhereItIsNotRunning() {
		assertThatIllegalStateException().isThrownBy(() -> Azurite.blob().connectionString())
			.withMessageContaining("@RegisterExtension");
	}

	@Test
	void theCosmosEmulatorSaysHowToUseItWhereItIsNotRunning() {
		assertThatIllegalStateException().isThrownBy(() -> CosmosEmulator.shared().endpoint())
			.withMessageContaining("@RegisterExtension");
	}

	private static Emulator unavailable() {
		return new Emulator(null, new EmulatorUnavailableException("no Node.js", null));
	}

	private static List<String> child(String mode) {
		return List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xshare:auto", "-cp",
				System.getProperty("java.class.path"), Child.class.getName(), mode);
	}

	/**
	 * Stands in for an emulator.
	 */
	static final class Child {

		private Child() {
		}

		public static void main(String[] args) throws Exception {
			switch (args[0]) {
				case "fail" -> System.out.println("no such option");
				case "listen" -> {
					System.out.println("starting");
					System.out.println("listens on http://127.0.0.1:1/" + ProcessHandle.current().pid());
					System.in.read();
				}
				case "host" -> {
					System.out.println("listens on 127.0.0.1:1");
					System.in.read();
				}
				default -> System.in.read();
			}
		}

	}

}
