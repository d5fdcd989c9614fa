package io.alwayson.workload.binding;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.alwayson.workload.KillSwitchSettings;
import io.alwayson.workload.KillSwitchSettings.Store;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Tests for {@link SwitchResolver}.
 */
class SwitchResolverTests {

	private static final String ACCOUNT = "https://contoso.blob.core.windows.net";

	@Test
	void offUntilConfigured() {
		assertThat(bind()).isEqualTo(new KillSwitchSettings(null, Duration.ofSeconds(10), Duration.ofSeconds(3)));
		assertThat(bind("file=", "endpoint= ", "interval=5s").store()).isNull();
	}

	@Test
	void aFileBinds() {
		assertThat(bind("file=/var/run/alwayson/stamp.health", "interval=5s", "timeout=1s")).isEqualTo(
				new KillSwitchSettings(new Store.File(Path.of("/var/run/alwayson/stamp.health").toAbsolutePath()),
						Duration.ofSeconds(5), Duration.ofSeconds(1)));
	}

	@Test
	void aBlobBinds() {
		assertThat(bind("endpoint=" + ACCOUNT, "container=healthservice", "blob=stamp.health").store())
			.isInstanceOfSatisfying(Store.Blob.class, (blob) -> {
				assertThat(blob.endpoint().uri()).hasToString(ACCOUNT);
				assertThat(blob.container()).isEqualTo("healthservice");
				assertThat(blob.blob()).isEqualTo("stamp.health");
			});
	}

	@Test
	void aFileAndABlobAreAnError() {
		assertThat(violations("file=/switch", "container=healthservice")).singleElement()
			.satisfies((it) -> assertThat(it.key()).isEqualTo("alwayson.health.switch"))
			.satisfies((it) -> assertThat(it.problem()).isEqualTo("has both a file and a blob"));
	}

	@Test
	void aBlobNeedsAllOfItsKeys() {
		assertThat(violations("endpoint=" + ACCOUNT)).extracting(Violation::key)
			.containsExactly("alwayson.health.switch.container", "alwayson.health.switch.blob");
		assertThat(violations("blob=stamp.health")).extracting(Violation::key)
			.containsExactly("alwayson.health.switch.endpoint", "alwayson.health.switch.container");
	}

	@ParameterizedTest
	@ValueSource(strings = { "stamp.health", "file:/var/run/stamp.health", "/", "/a\0b", "./x" })
	void aFileIsAnAbsolutePath(String file) {
		assertThat(violations("file=" + file)).singleElement()
			.satisfies((it) -> assertThat(it.key()).isEqualTo("alwayson.health.switch.file"))
			.satisfies((it) -> assertThat(it.problem()).isEqualTo("is not the absolute path of a file"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "Upper", "a", "two--hyphens", "-a-b", "a/b" })
	void aContainerHasALegalName(String container) {
		assertThat(violations("endpoint=" + ACCOUNT, "container=" + container, "blob=x")).extracting(Violation::key)
			.containsExactly("alwayson.health.switch.container");
	}

	@ParameterizedTest
	@CsvSource({ "interval,0s", "interval,often", "timeout,-1s" })
	void timesAreLongerThanZero(String leaf, String value) {
		assertThat(violations(leaf + "=" + value)).extracting(Violation::key)
			.containsExactly("alwayson.health.switch." + leaf);
	}

	@Test
	void aVariableThatIsNotSetIsAnError() {
		assertThat(violations("file=${NO_SUCH_FILE}")).singleElement()
			.satisfies((it) -> assertThat(it.fix()).contains("NO_SUCH_FILE"));
		assertThat(violations("endpoint=${NO_SUCH_ACCOUNT}", "container=${NO_SUCH}", "blob=x"))
			.extracting(Violation::key)
			.containsExactly("alwayson.health.switch.endpoint", "alwayson.health.switch.container");
	}

	@Test
	void aSharedAccessSignatureIsRefusedAndNotRepeated() {
		List<Violation> local = violations("endpoint=" + ACCOUNT + "?sv=1&sig=swordfish", "container=abc", "blob=x");
		assertThat(local).singleElement().satisfies((it) -> assertThat(it.toString()).doesNotContain("swordfish"));
		String[] keys = { "endpoint=DefaultEndpointsProtocol=https;AccountName=a;AccountKey=swordfish", "container=abc",
				"blob=x?sig=swordfish" };
		assertThat(bind(keys[0], keys[1], "blob=x").store()).isNotNull();
		List<Violation> strict = catchThrowableOfType(InvalidWorkloadException.class, () -> bind(
				Map.of("alwayson.stamp.id", "a", "alwayson.stamp.region", "b", "alwayson.stamp.environment", "prod"),
				keys))
			.violations();
		assertThat(strict).extracting(Violation::key)
			.contains("alwayson.health.switch.endpoint", "alwayson.health.switch.blob");
		assertThat(strict.toString()).doesNotContain("swordfish");
	}

	@Test
	void aKeyThatIsMisspeltIsAnError() {
		assertThat(violations("path=/switch")).extracting(Violation::key)
			.containsExactly("alwayson.health.switch.path");
		InvalidWorkloadException failure = catchThrowableOfType(InvalidWorkloadException.class,
				() -> bind(Map.of("alwayson.health.kill-switch.file", "/switch")));
		assertThat(failure.violations()).extracting(Violation::key).containsExactly("alwayson.health.kill-switch.file");
	}

	private static List<Violation> violations(String... keysAndValues) {
		return catchThrowableOfType(InvalidWorkloadException.class, () -> bind(keysAndValues)).violations();
	}

	private static KillSwitchSettings bind(String... keysAndValues) {
		return bind(Map.of(), keysAndValues);
	}

	private static KillSwitchSettings bind(Map<String, String> others, String... keysAndValues) {
		Map<String, Object> properties = new LinkedHashMap<>(others);
		for (String entry : keysAndValues) {
			int split = entry.indexOf('=');
			properties.put("alwayson.health.switch." + entry.substring(0, split), entry.substring(split + 1));
		}
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources().addFirst(new MapPropertySource("test", properties));
		return WorkloadBinder.bind(environment).health().killSwitch();
	}

}
