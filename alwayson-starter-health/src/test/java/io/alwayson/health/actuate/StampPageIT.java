package io.alwayson.health.actuate;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.alwayson.health.HealthCheck;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogType;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The live page in a real Chromium, behind the login of Spring Security.
 */
@Timeout(120)
class StampPageIT {

	private static final Pattern REQUEST = Pattern
		.compile("\"method\":\"Network.requestWillBeSent\".*?\"request\":\\{.*?\"url\":\"([^\"]+)\"");

	/** Pictures of each look, for people. */
	private static final Path PICTURES = Path.of("target", "stamp-page");

	private static PageServer server;

	private static ChromeDriver driver;

	@BeforeAll
	static void start(@TempDir Path profile) throws IOException {
		driver = Chromium.start(profile);
		server = PageServer.start("Tomcat");
		Files.createDirectories(PICTURES);
	}

	@AfterAll
	static void stop() {
		if (driver != null) {
			driver.quit();
		}
		if (server != null) {
			server.close();
		}
	}

	@BeforeEach
	void open() {
		Chromium.look(driver, 1280, false, false);
		logs(LogType.BROWSER);
		logs(LogType.PERFORMANCE);
		server.partner(HealthCheck.Answer.up());
		openPage(server);
		awaitHealth("HEALTHY");
	}

	@Test
	void aTransitionShowsUpWithoutAReloadAndIsAnnounced() {
		driver.executeScript("window.here = true; document.querySelector('[data-node=dependency-partner]').focus()");
		assertThat(text("#news")).isEmpty();
		server.partner(HealthCheck.Answer.down("GONE"));
		await("it is down", () -> {
			assertThat(text("#health .answer")).isEqualTo("UNHEALTHY");
			assertThat(text("#routing .answer")).isEqualTo("REFUSE");
			assertThat(text("#cause ol")).contains("buy UNHEALTHY").contains("partner GONE since");
			assertThat(text("#news")).contains("dependency partner UNHEALTHY, routing REFUSE")
				.endsWith("stamp local UNHEALTHY, routing REFUSE");
			assertThat(text("#transitions li:first-child")).contains("stamp", "HEALTHY", "UNHEALTHY");
			assertThat(text("[data-node=flow-buy] .state")).isEqualTo("UNHEALTHY");
			assertThat(attribute("#edges g[data-ids*=partner]", "data-state")).isEqualTo("UNHEALTHY");
		});
		assertThat(driver.executeScript("return window.here && document.activeElement.dataset.node"))
			.isEqualTo("dependency-partner");
		assertThat(driver.getTitle()).isEqualTo("UNHEALTHY, REFUSE \u00b7 local");
		server.partner(HealthCheck.Answer.up());
		await("it is up again", () -> assertThat(text("#routing .answer")).isEqualTo("ACCEPT"));
	}

	@Test
	void namesStayText() {
		assertThat(text("#dependencies")).contains(PageServer.HOSTILE);
		assertThat(text("#graph")).contains(PageServer.HOSTILE);
		assertThat(driver.findElements(By.tagName("img"))).isEmpty();
		assertThat(driver.findElements(By.tagName("script"))).hasSize(1);
		assertThat(driver.executeScript("return window.owned")).isNull();
	}

	@Test
	void nobodyIsAskedButThePageItself() {
		String first = text("#asked");
		await("it asked again", () -> assertThat(text("#asked")).isNotEqualTo(first));
		List<String> asked = new ArrayList<>();
		for (String message : logs(LogType.PERFORMANCE)) {
			Matcher request = REQUEST.matcher(message);
			if (request.find()) {
				asked.add(request.group(1));
			}
		}
		assertThat(asked).hasSizeGreaterThan(2);
		assertThat(asked).filteredOn((url) -> !url.startsWith("data:"))
			.containsOnly(server.uri("/actuator/stamp").toString());
		assertThat(logs(LogType.BROWSER)).isEmpty();
	}

	@Test
	void aMoveOfTheKillSwitchIsAmongTheTransitions(@TempDir Path directory) throws IOException {
		Path file = Files.createFile(directory.resolve("stamp.health"));
		try (PageServer switched = PageServer.start("Tomcat", "alwayson.health.switch.file=" + file,
				"alwayson.health.switch.interval=100ms")) {
			openPage(switched);
			awaitHealth("HEALTHY");
			Files.delete(file);
			await("it is out", () -> {
				assertThat(text("#routing .answer")).isEqualTo("REFUSE");
				assertThat(text("#transitions li:first-child")).startsWith("SWITCH file ").contains(" IN OUT REFUSE ");
				assertThat(text("#news")).isEqualTo("SWITCH file OUT, routing REFUSE");
			});
			Files.writeString(file, "MAINTENANCE");
			await("it is announced",
					() -> assertThat(text("#transitions li:first-child")).contains(" OUT MAINTENANCE REFUSE "));
			Files.writeString(file, "HEALTHY");
			await("it is in again", () -> {
				assertThat(text("#routing .answer")).isEqualTo("ACCEPT");
				assertThat(text("#transitions li:first-child")).contains(" MAINTENANCE IN ").doesNotContain("REFUSE");
				assertThat(text("#news")).isEqualTo("SWITCH file IN");
			});
			for (boolean dark : new boolean[] { false, true }) {
				Chromium.look(driver, 1280, dark, true);
				picture("switch" + (dark ? "-dark" : "-light"));
				assertThat(violations()).as("dark %s", dark).isEmpty();
			}
			driver.executeCdpCommand("Emulation.setScriptExecutionDisabled", Map.of("value", true));
			openPage(switched);
			assertThat(text("main")).contains(" SWITCH file: IN to OUT, routing REFUSE")
				.contains(" SWITCH file: MAINTENANCE to IN");
		}
		finally {
			driver.executeCdpCommand("Emulation.setScriptExecutionDisabled", Map.of("value", false));
		}
	}

	@Test
	void everybodyCanReadIt() throws IOException {
		try (PageServer busy = PageServer.start("Tomcat", "alwayson.stamp.id=weu-blue",
				"alwayson.dependencies.prices-eu.type=custom", "alwayson.dependencies.prices-eu.failure-scope=global",
				"alwayson.dependencies.prices-us.type=custom", "alwayson.dependencies.prices-us.failure-scope=global",
				"alwayson.groups.prices.members=prices-eu,prices-us", "alwayson.groups.prices.min-healthy=1",
				"alwayson.flows.look.uses=prices:limited,partner:suppressed", "alwayson.flows.look.criticality=medium",
				"alwayson.flows.report-to-the-authority-of-the-country.uses=partner:limited")) {
			openPage(busy);
			busy.partner(HealthCheck.Answer.down("GONE"));
			awaitHealth("UNHEALTHY");
			for (int width : new int[] { 1280, 360 }) {
				for (boolean dark : new boolean[] { false, true }) {
					Chromium.look(driver, width, dark, true);
					assertThat(driver.executeScript("return document.documentElement.scrollWidth <= innerWidth"))
						.isEqualTo(true);
					picture(((width < 500) ? "phone" : "desk") + (dark ? "-dark" : "-light"));
					assertThat(violations()).as("%s, dark %s", width, dark).isEmpty();
				}
			}
		}
	}

	@Test
	void allIsReachedByKeyboardInTheOrderOfThePage() {
		List<String> reached = new ArrayList<>();
		driver.executeScript("document.activeElement.blur()");
		for (int i = 0; i < 12; i++) {
			new Actions(driver).sendKeys(Keys.TAB).perform();
			WebElement focused = driver.switchTo().activeElement();
			if (focused.getTagName().equals("body")) {
				break;
			}
			String node = focused.getDomAttribute("data-node");
			reached.add((node != null) ? node : focused.getDomAttribute("id"));
			assertThat(focused.getCssValue("outline-style")).isEqualTo("solid");
			assertThat(focused.getCssValue("outline-width")).isEqualTo("2px");
		}
		assertThat(reached).startsWith("stamp-local", "flow-buy", "dependency-partner").endsWith("transitions");
		assertThat(reached).hasSize(driver.findElements(By.className("node")).size() + 1);
		driver.findElement(By.cssSelector("[data-node=dependency-partner]")).sendKeys(Keys.ENTER);
		assertThat(driver.executeScript("return document.querySelector(':target').id")).isEqualTo("dependency-partner");
		assertThat(driver.executeScript("return document.activeElement.id")).isIn("dependency-partner", "");
	}

	@Test
	void nothingMovesForThoseWhoWantItCalm() {
		Chromium.look(driver, 1280, false, true);
		assertThat(driver.findElement(By.className("node")).getCssValue("transition-duration")).isEqualTo("0s");
		assertThat(driver.executeScript("return document.getAnimations().length")).isEqualTo(0L);
	}

	@Test
	void aSessionThatHasEndedIsSaid() {
		driver.manage().deleteAllCookies();
		await("it is lost", () -> assertThat(text("#lost-words")).contains("reload this page to sign in again"));
	}

	@Test
	void aServerThatIsGoneIsSaidSinceWhenAndAgesGrow() throws IOException {
		try (PageServer other = PageServer.start("Netty")) {
			openPage(other);
			awaitHealth("HEALTHY");
		}
		await("it is lost", () -> assertThat(text("#lost-words")).startsWith("No answer since ")
			.endsWith("Z: the server cannot be reached. Below is the last answer."));
		String age = text("#facts .age");
		await("ages grow", () -> assertThat(text("#facts .age")).isNotEqualTo(age));
		assertThat(driver.getTitle()).isEqualTo("No answer: HEALTHY, ACCEPT \u00b7 local");
		assertThat(violations()).isEmpty();
		picture("lost");
	}

	@Test
	void withoutAScriptItIsASnapshot() {
		driver.executeCdpCommand("Emulation.setScriptExecutionDisabled", Map.of("value", true));
		try {
			openPage(server);
			assertThat(text("main")).contains("local: HEALTHY, routing ACCEPT")
				.contains("dependency partner HEALTHY ACCEPT")
				.contains(PageServer.HOSTILE);
		}
		finally {
			driver.executeCdpCommand("Emulation.setScriptExecutionDisabled", Map.of("value", false));
		}
	}

	/**
	 * Signs in where the session is of another server, for all share the host's cookies.
	 */
	private static void openPage(PageServer server) {
		driver.get(server.uri("/actuator/stamp").toString());
		if (driver.getCurrentUrl().endsWith("/login")) {
			driver.findElement(By.name("username")).sendKeys("user");
			driver.findElement(By.name("password")).sendKeys("pass", Keys.ENTER);
		}
	}

	private static void awaitHealth(String state) {
		await(state, () -> assertThat(text("#health .answer")).isEqualTo(state));
	}

	private static String text(String selector) {
		return driver.findElement(By.cssSelector(selector)).getAttribute("innerText").trim().replaceAll("\\s+", " ");
	}

	private static String attribute(String selector, String name) {
		return driver.findElement(By.cssSelector(selector)).getDomAttribute(name);
	}

	private static List<String> logs(String type) {
		return driver.manage()
			.logs()
			.get(type)
			.getAll()
			.stream()
			.filter((entry) -> entry.getLevel().intValue() >= Level.INFO.intValue())
			.map((entry) -> entry.getMessage())
			.toList();
	}

	private static void await(String what, ThrowingRunnable assertion) {
		Awaitility.await(what)
			.atMost(Duration.ofSeconds(20))
			.pollInterval(Duration.ofMillis(100))
			.ignoreExceptions()
			.untilAsserted(assertion);
	}

	/** What axe-core finds, each rule with the first place that breaks it. */
	private static List<?> violations() throws IOException {
		try (InputStream axe = StampPageIT.class.getResourceAsStream("/axe.min.js")) {
			driver.executeScript(new String(axe.readAllBytes(), StandardCharsets.UTF_8));
		}
		return (List<?>) driver.executeAsyncScript("const done = arguments[0];"
				+ "axe.run().then((found) => done(found.violations.map((rule) => rule.id + ': ' + rule.help + ' ' "
				+ "+ rule.nodes.slice(0, 3).map((node) => node.html + ' ' + node.failureSummary).join(' | '))))");
	}

	private static void picture(String name) throws IOException {
		Object data = driver
			.executeCdpCommand("Page.captureScreenshot", Map.of("format", "png", "captureBeyondViewport", true))
			.get("data");
		Files.write(PICTURES.resolve(name + ".png"), Base64.getDecoder().decode((String) data));
	}

}
