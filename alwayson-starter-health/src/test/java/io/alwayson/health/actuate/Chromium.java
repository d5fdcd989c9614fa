package io.alwayson.health.actuate;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.stream.Stream;

import org.opentest4j.TestAbortedException;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/**
 * A real Chromium without a window, with a profile of its own. Where there is none the
 * test is skipped, or fails if it must not be.
 */
final class Chromium {

	private static final String REQUIRE = "ALWAYSON_REQUIRE_EMULATORS";

	private Chromium() {
	}

	static ChromeDriver start(Path profile) {
		LoggingPreferences logs = new LoggingPreferences();
		logs.enable(LogType.BROWSER, Level.ALL);
		logs.enable(LogType.PERFORMANCE, Level.ALL);
		ChromeOptions options = new ChromeOptions();
		options.setBinary(find("google-chrome", "chromium").toFile());
		options.addArguments("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
				"--disable-background-networking", "--disable-component-update", "--disable-sync",
				"--user-data-dir=" + profile);
		options.setCapability(ChromeOptions.LOGGING_PREFS, logs);
		return new ChromeDriver(new ChromeDriverService.Builder().usingDriverExecutable(find("chromedriver").toFile())
			.usingAnyFreePort()
			.build(), options);
	}

	static void look(ChromeDriver driver, int width, boolean dark, boolean calm) {
		driver.executeCdpCommand("Emulation.setDeviceMetricsOverride",
				Map.of("width", width, "height", 800, "deviceScaleFactor", 1, "mobile", width < 500));
		driver.executeCdpCommand("Emulation.setEmulatedMedia",
				Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"),
						Map.of("name", "prefers-reduced-motion", "value", calm ? "reduce" : "no-preference"))));
	}

	private static Path find(String... names) {
		return Stream.of(names)
			.flatMap((name) -> Stream.of(System.getenv("PATH").split(File.pathSeparator))
				.map((directory) -> Path.of(directory, name)))
			.filter(Files::isExecutable)
			.findFirst()
			.orElseThrow(() -> unavailable(names));
	}

	private static RuntimeException unavailable(String... names) {
		String message = "None of " + List.of(names) + " is on the PATH: install Chromium and its driver "
				+ "(on Debian: apt-get install chromium chromium-driver).";
		return Boolean.parseBoolean(System.getenv(REQUIRE))
				? new IllegalStateException(message + " (" + REQUIRE + " is true, so this is an error.)")
				: new TestAbortedException(message);
	}

}
