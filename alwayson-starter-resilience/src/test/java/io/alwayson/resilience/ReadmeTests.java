package io.alwayson.resilience;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.alwayson.resilience.azure.CosmosMetrics;
import io.alwayson.resilience.azure.TokenMetrics;
import io.alwayson.resilience.metrics.CorridorMetrics;
import io.alwayson.resilience.metrics.InboundMetrics;
import io.alwayson.resilience.metrics.ResilienceMetrics;
import io.alwayson.workload.ResiliencePolicy;
import org.junit.jupiter.api.Test;

import org.springframework.boot.context.properties.bind.DataObjectPropertyName;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The README says what the code does.
 */
class ReadmeTests {

	private static final Pattern ROW = Pattern.compile("^\\| `([a-z.-]+)` \\| ([^|]+) \\|");

	@Test
	void keysAndDefaultsAreThoseOfThePolicy() throws Exception {
		ResiliencePolicy policy = Declaration.prices().dependencies().get("prices").resilience();
		Map<String, String> expected = new LinkedHashMap<>();
		collect("", policy, List.of("hedge", "fallback"), expected);
		ResiliencePolicy.Hedge hedge = Declaration.prices("hedge.max-delay=300ms")
			.dependencies()
			.get("prices")
			.resilience()
			.hedge();
		assertThat(hedge).isEqualTo(new ResiliencePolicy.Hedge(0.95, Duration.ofMillis(300)));
		expected.put("hedge.enabled", "false; true once `hedge` is declared");
		expected.put("hedge.quantile", "off; 0.95 once `hedge` is declared");
		expected.put("hedge.max-delay", "300ms once `hedge` is declared");
		expected.put("fallback", "none");
		assertThat(rows("## What is on by default", "### ")).containsExactlyInAnyOrderEntriesOf(expected);
	}

	@Test
	void metersAreThoseOfTheCode() throws Exception {
		List<Object> names = Stream
			.of(ResilienceMetrics.class, CorridorMetrics.class, InboundMetrics.class, TokenMetrics.class,
					CosmosMetrics.class)
			.flatMap((type) -> Arrays.stream(type.getFields()))
			.filter((field) -> Modifier.isStatic(field.getModifiers()))
			.map(ReadmeTests::value)
			.toList();
		assertThat(rows("## What it emits", "## ").keySet())
			.containsExactlyInAnyOrderElementsOf(names.stream().map(Object::toString).toList());
	}

	@Test
	void orderIsTheOneThatIsBuilt() throws Exception {
		String description = Corridors.toPrices().build().dependency("prices").describe().toString();
		assertThat(Files.readString(Path.of("README.md"))).contains("\n" + description + "\n");
	}

	private static Map<String, String> rows(String from, String to) throws IOException {
		Map<String, String> rows = new LinkedHashMap<>();
		boolean inside = false;
		for (String line : Files.readAllLines(Path.of("README.md"))) {
			if (line.equals(from)) {
				inside = true;
			}
			else if (inside && line.startsWith(to)) {
				return rows;
			}
			Matcher row = ROW.matcher(line);
			if (inside && row.find()) {
				rows.put(row.group(1), row.group(2));
			}
		}
		return rows;
	}

	private static void collect(String prefix, Object record, List<String> without, Map<String, String> into)
			throws Exception {
		for (RecordComponent component : record.getClass().getRecordComponents()) {
			if (!without.contains(component.getName())) {
				String key = prefix + DataObjectPropertyName.toDashedForm(component.getName());
				Object value = component.getAccessor().invoke(record);
				if (value instanceof Record nested) {
					collect(key + ".", nested, without, into);
				}
				else {
					into.put(key, text(value));
				}
			}
		}
	}

	private static String text(Object value) {
		if (value instanceof Duration duration) {
			return (duration.toMillisPart() == 0) ? duration.toSeconds() + "s" : duration.toMillis() + "ms";
		}
		if (value instanceof Enum<?> constant) {
			return constant.name().toLowerCase(Locale.ROOT);
		}
		return (value instanceof Double number && number == Math.rint(number)) ? String.valueOf(number.longValue())
				: String.valueOf(value);
	}

	private static Object value(Field field) {
		try {
			return field.get(null);
		}
		catch (IllegalAccessException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
