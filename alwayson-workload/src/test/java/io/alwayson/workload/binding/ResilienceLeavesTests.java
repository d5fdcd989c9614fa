package io.alwayson.workload.binding;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.alwayson.workload.ResiliencePolicy;
import io.alwayson.workload.ResiliencePolicy.Hedge;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Every key of a resilience policy does something, and refuses what makes no sense.
 */
class ResilienceLeavesTests {

	private static final String DEFAULTS = "alwayson.resilience.defaults.";

	private static final String OWN = "alwayson.dependencies.one.resilience.";

	// @formatter:off
	private static final List<Leaf> LEAVES = List.of(
			new Leaf("deadline", "3s", "0s", "2d", "PT2562047788015H"),
			new Leaf("attempt-timeout", "500ms", "0s", "-1s", "3s", "PT2562047788015H"),
			new Leaf("connect-timeout", "1s", "0s", "2d"),
			new Leaf("max-attempts", "2", "0", "101", "2147483647", "some"),
			new Leaf("first-delay", "40ms", "-1ms", "1s"),
			new Leaf("max-delay", "400ms", "-1ms", "10ms", "PT2562047788015H"),
			new Leaf("budget.ratio", "0.2", "-0.1", "1.1", "NaN"),
			new Leaf("budget.floor", "2", "-1", "1001", "NaN"),
			new Leaf("budget.burst", "20", "-1"),
			new Leaf("breaker.failure-ratio", "0.6", "0", "1.1", "NaN"),
			new Leaf("breaker.min-calls", "30", "0"),
			new Leaf("breaker.window", "20s", "999ms", "2h"),
			new Leaf("breaker.open-for", "300ms", "0s", "1s"),
			new Leaf("breaker.max-open-for", "600ms", "100ms", "2d"),
			new Leaf("limit.mode", "fixed", "sometimes"),
			new Leaf("limit.min", "5", "0", "21"),
			new Leaf("limit.initial", "30", "3", "201"),
			new Leaf("limit.max", "100", "19"),
			new Leaf("hedge.enabled", "true", "perhaps"),
			new Leaf("hedge.quantile", "0.9", "0", "1.1", "NaN"),
			new Leaf("hedge.max-delay", "200ms", "0s", "2d"),
			// What is no bean's name is for the starter to find out.
			new Leaf("fallback", "lastKnown"));
	// @formatter:on

	static List<Leaf> leaves() {
		return LEAVES;
	}

	@Test
	void noLeafIsForgotten() {
		assertThat(LEAVES).extracting(Leaf::key).containsExactlyInAnyOrderElementsOf(declared());
	}

	@Test
	void everyLeafIsInTheMetadata() throws IOException {
		List<String> known = new ArrayList<>();
		try (InputStream metadata = ResilienceLeavesTests.class
			.getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
			for (JsonNode property : JsonMapper.shared().readTree(metadata).path("properties")) {
				known.add(property.path("name").asString());
			}
		}
		assertThat(known).containsAll(declared().stream().map(DEFAULTS::concat).toList());
	}

	@ParameterizedTest
	@MethodSource("leaves")
	void everyLeafChangesThePolicyAndTheDependencyHasTheLastWord(Leaf leaf) {
		ResiliencePolicy untouched = policy(Map.of());
		ResiliencePolicy byDefault = policy(Map.of(DEFAULTS + leaf.key(), leaf.good()));
		assertThat(byDefault).isNotEqualTo(untouched);
		assertThat(policy(Map.of(OWN + leaf.key(), leaf.good()))).isEqualTo(byDefault);
	}

	@ParameterizedTest
	@MethodSource("leaves")
	void valuesOutOfRangeAreRefusedWithKeyValueAndFix(Leaf leaf) {
		for (String prefix : List.of(DEFAULTS, OWN)) {
			for (String bad : leaf.bad()) {
				List<Violation> violations = violations(Map.of(prefix + leaf.key(), bad));
				assertThat(violations).as("%s = %s", prefix + leaf.key(), bad).anySatisfy((violation) -> {
					// Of two values that do not fit together the message names both.
					String name = leaf.key().substring(leaf.key().lastIndexOf('.') + 1);
					assertThat(violation.key()).startsWith(prefix);
					assertThat(violation.toString()).contains(name).contains(shown(bad));
					assertThat(violation.fix()).isNotBlank();
				});
			}
		}
	}

	@Test
	void aDependencyTakesBackTheHedgeOfTheDefaults() {
		ResiliencePolicy policy = policy(Map.of(DEFAULTS + "hedge.quantile", "0.9", OWN + "hedge.enabled", "false"));
		assertThat(policy.hedge()).isNull();
	}

	@Test
	void aDependencyTakesBackTheFallbackOfTheDefaults() {
		assertThat(policy(Map.of(DEFAULTS + "fallback", "lastKnown", OWN + "fallback", "none")).fallback()).isNull();
		assertThat(policy(Map.of(DEFAULTS + "fallback", "lastKnown", OWN + "fallback", " ")).fallback())
			.isEqualTo("lastKnown");
	}

	@ParameterizedTest
	@ValueSource(strings = { DEFAULTS, OWN })
	void anEmptyHedgeIsADeclaredOne(String prefix) {
		ResiliencePolicy policy = policy(Map.of(prefix + "hedge", ""));
		assertThat(policy.hedge()).isNotNull();
	}

	@Test
	void aHedgeThatIsSlowerThanItsAttemptIsRefused() {
		assertThat(violations(Map.of(OWN + "hedge.max-delay", "600ms"))).singleElement()
			.satisfies((violation) -> assertThat(violation.toString()).contains(OWN + "hedge.max-delay")
				.contains("not shorter than attempt-timeout 600ms"));
		assertThat(policy(Map.of(OWN + "hedge.max-delay", "599ms")).hedge()).isNotNull();
	}

	@Test
	void aHedgeWithoutASecondAttemptIsRefused() {
		assertThat(violations(Map.of(DEFAULTS + "hedge", "", OWN + "max-attempts", "1"))).singleElement()
			.satisfies((violation) -> assertThat(violation.toString()).contains(OWN + "max-attempts")
				.contains("hedge.enabled"));
		assertThat(policy(Map.of(DEFAULTS + "hedge", "", OWN + "max-attempts", "1", OWN + "hedge.enabled", "false"))
			.hedge()).isNull();
	}

	@Test
	void aHedgeComesHalfwayThroughAShortAttempt() {
		Hedge hedge = policy(Map.of(OWN + "hedge", "", OWN + "attempt-timeout", "100ms")).hedge();
		assertThat(hedge).isEqualTo(new Hedge(0.95, Duration.ofMillis(50)));
		assertThat(policy(Map.of(OWN + "hedge", "")).hedge()).isEqualTo(new Hedge(0.95, Duration.ofMillis(300)));
	}

	/** Durations are shown as the binder understood them. */
	private static String shown(String value) {
		return value.matches("-?[0-9]+(ms|[smhd])|PT.*") ? DurationText.of(DurationStyle.detectAndParse(value)) : value;
	}

	private static ResiliencePolicy policy(Map<String, String> properties) {
		return WorkloadBinder.bind(environment(properties)).dependencies().get("one").resilience();
	}

	private static List<Violation> violations(Map<String, String> properties) {
		InvalidWorkloadException thrown = catchThrowableOfType(InvalidWorkloadException.class,
				() -> WorkloadBinder.bind(environment(properties)));
		assertThat(thrown).as("%s", properties).isNotNull();
		return thrown.violations();
	}

	private static StandardEnvironment environment(Map<String, String> properties) {
		Map<String, Object> all = new LinkedHashMap<>(properties);
		all.put("alwayson.dependencies.one.type", "jdbc");
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources().addFirst(new MapPropertySource("test", all));
		return environment;
	}

	private static List<String> declared() {
		return leavesOf("", ResilienceOverrides.class).toList();
	}

	private static Stream<String> leavesOf(String prefix, Class<?> type) {
		return Stream.of(type.getRecordComponents()).flatMap((component) -> leavesOf(prefix, component));
	}

	private static Stream<String> leavesOf(String prefix, RecordComponent component) {
		String key = prefix + DataObjectPropertyName.toDashedForm(component.getName());
		return component.getType().isRecord() ? leavesOf(key + ".", component.getType()) : Stream.of(key);
	}

	/**
	 * A key, a value that is not its default, and values that make no sense.
	 */
	record Leaf(String key, String good, List<String> bad) {

		Leaf(String key, String good, String... bad) {
			this(key, good, List.of(bad));
		}

		@Override
		public String toString() {
			return this.key;
		}

	}

}
