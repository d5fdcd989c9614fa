package io.alwayson.kit.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.alwayson.workload.Workload;
import io.alwayson.workload.binding.InvalidWorkloadException;
import io.alwayson.workload.binding.WorkloadBinder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.ByteArrayResource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the documents say is what the code does.
 */
class DocsTests {

	private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([A-Z0-9_]+)}");

	/** Codes as they stand in the code: a constant of the same name, or an answer's. */
	private static final Pattern REASON = Pattern
		.compile("String ([A-Z][A-Z_]+) = \"\\1\"|Answer\\.(?:down|slow|inconclusive)\\(\"([A-Z]+(?:_[A-Z]+)*)\"\\)");

	/** A declaration of every type, so that there is an entry for each key. */
	private static final String EVERYTHING = """
			alwayson:
			  dependencies:
			    database: { type: cosmos, endpoint: "https://a.documents.azure.com", database: a }
			    pictures: { type: blob, endpoint: "https://a.blob.core.windows.net" }
			    events: { type: event-hubs, endpoint: "a.servicebus.windows.net", event-hub: a }
			    bus: { type: service-bus, endpoint: "a.servicebus.windows.net", topic: a }
			    vault: { type: key-vault, endpoint: "https://a.vault.azure.net" }
			    prices: { type: http, endpoint: "http://prices" }
			    orders: { type: jdbc }
			    worker: { type: stamp-service, endpoint: "http://worker" }
			    own: { type: custom, failure-scope: global }
			  groups:
			    redundant: { members: [pictures, prices] }
			  flows:
			    list-items:
			      uses: [database, redundant]
			      objective: { availability: 99.9 }
			""";

	static List<Document> documents() {
		return Document.all();
	}

	@Test
	void everyKeyIsInATableAndEveryTableNamesKeysThatExist() {
		Set<String> keys = ConfigurationKeys.all();
		assertThat(keys).hasSizeGreaterThan(60);
		assertThat(documented().keySet()).containsExactlyInAnyOrderElementsOf(keys);
	}

	@Test
	void overridesOfDefaultsHaveTheKeysOfTheDefaults() {
		for (String concern : List.of("health", "resilience")) {
			assertThat(below("alwayson.dependencies.<name>." + concern + "."))
				.isEqualTo(below("alwayson." + concern + ".defaults."))
				.isNotEmpty();
		}
	}

	@Test
	void theDefaultsOfTheMetadataAreInTheTables() {
		Map<String, Document.@Nullable Row> documented = documented();
		ConfigurationKeys.defaults()
			.forEach((key, value) -> assertThat(documented.get(key)).as(key)
				.isNotNull()
				.extracting((row) -> row.literal(1))
				.isEqualTo(value));
	}

	@Test
	void aDefaultThatIsWrittenAsCodeChangesNothingWhenItIsSet() throws IOException {
		Workload expected = bind(EVERYTHING, Map.of());
		Set<String> tried = new TreeSet<>();
		for (Map.Entry<String, Document.@Nullable Row> entry : documented().entrySet()) {
			Document.Row row = entry.getValue();
			String literal = (row != null) ? row.literal(1) : "";
			if (!literal.isEmpty()) {
				for (String key : entriesFor(entry.getKey(), expected)) {
					Workload bound = bindOrNull(EVERYTHING, Map.of(key, literal));
					if (bound != null) {
						assertThat(bound).as(key + " = " + literal).isEqualTo(expected);
						tried.add(entry.getKey());
					}
				}
				assertThat(tried).as("accepted with its default").contains(entry.getKey());
			}
		}
		assertThat(tried).hasSizeGreaterThan(30);
	}

	@ParameterizedTest
	@MethodSource("documents")
	void linksLeadSomewhere(Document document) {
		for (String link : document.links()) {
			String[] parts = link.split("#", 2);
			Path target = parts[0].isEmpty() ? document.path() : document.path().resolveSibling(parts[0]).normalize();
			assertThat(Files.exists(target)).as(link).isTrue();
			if (parts.length == 2) {
				assertThat(Document.of(target).anchors()).as(link).contains(parts[1]);
			}
		}
	}

	@ParameterizedTest
	@MethodSource("documents")
	void examplesBindAsTheyAreWritten(Document document) throws IOException {
		for (String yaml : document.blocks("yaml")) {
			Map<String, Object> variables = new TreeMap<>();
			Matcher placeholder = PLACEHOLDER.matcher(yaml);
			while (placeholder.find()) {
				String name = placeholder.group(1);
				variables.put(name, name.endsWith("_ENDPOINT") ? "https://example.org" : "value");
			}
			assertThat(bind(yaml, variables)).as(yaml).isNotNull();
		}
	}

	@Test
	void thereAreExamplesToBind() {
		assertThat(Document.of("README.md").blocks("yaml")).filteredOn((yaml) -> yaml.startsWith("alwayson:"))
			.hasSizeGreaterThan(1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "health", "resilience", "telemetry" })
	void namesOfSignalsInTheTablesAreTheConstants(String starter) {
		Set<String> constants = SignalNames.of(starter);
		Set<String> documented = new TreeSet<>();
		Document.of("alwayson-starter-" + starter + "/README.md")
			.firstColumns()
			.filter((name) -> name.startsWith("alwayson."))
			// A name may be both: the stamp's id is a key and an attribute.
			.filter((name) -> constants.contains(name) || !ConfigurationKeys.all().contains(name))
			.forEach(documented::add);
		assertThat(documented).isEqualTo(constants).isNotEmpty();
	}

	@Test
	void reasonsThatChecksGiveAreExplainedToOperators() throws IOException {
		Document readme = Document.of("alwayson-starter-health/README.md");
		Set<String> explained = new TreeSet<>();
		readme.rows("Reason").forEach((row) -> explained.addAll(row.code(0)));
		Set<String> given = new TreeSet<>();
		try (Stream<Path> sources = Files.walk(readme.path().resolveSibling("src/main/java"))) {
			for (Path source : sources.filter((file) -> file.toString().endsWith(".java")).toList()) {
				REASON.matcher(Files.readString(source))
					.results()
					.forEach((found) -> given.add((found.group(1) != null) ? found.group(1) : found.group(2)));
			}
		}
		assertThat(given).contains("STUCK", "NOT_FOUND", "REFUSES");
		assertThat(explained).containsAll(given);
	}

	/** Rows by key; an override that a wildcard stands for has none. */
	private static Map<String, Document.@Nullable Row> documented() {
		Map<String, Document.@Nullable Row> documented = new TreeMap<>();
		for (Document.Row row : Document.of("README.md").rows("Key")) {
			String key = row.literal(0);
			assertThat(key).as(row.toString()).startsWith("alwayson.");
			if (key.endsWith(".*")) {
				String prefix = key.substring(0, key.length() - 1);
				below(prefix).forEach((leaf) -> documented.put(prefix + leaf, null));
			}
			else {
				assertThat(documented).as("said once").doesNotContainKey(key);
				documented.put(key, row);
			}
		}
		return documented;
	}

	private static Set<String> below(String prefix) {
		Set<String> leaves = new TreeSet<>();
		ConfigurationKeys.all()
			.stream()
			.filter((key) -> key.startsWith(prefix))
			.forEach((key) -> leaves.add(key.substring(prefix.length())));
		return leaves;
	}

	private static List<String> entriesFor(String key, Workload workload) {
		Set<String> names = key.startsWith("alwayson.dependencies.") ? workload.dependencies().keySet()
				: key.startsWith("alwayson.groups.") ? workload.groups().keySet() : workload.flows().keySet();
		return key.contains("<name>") ? names.stream().map((name) -> key.replace("<name>", name)).toList()
				: List.of(key);
	}

	private static @Nullable Workload bindOrNull(String yaml, Map<String, Object> properties) throws IOException {
		try {
			return bind(yaml, properties);
		}
		catch (InvalidWorkloadException ex) {
			// The key does not fit the type of this entry.
			return null;
		}
	}

	private static Workload bind(String yaml, Map<String, Object> properties) throws IOException {
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources().addFirst(new MapPropertySource("test", properties));
		new ArrayList<>(new YamlPropertySourceLoader().load("yaml", new ByteArrayResource(yaml.getBytes())))
			.forEach(environment.getPropertySources()::addLast);
		return WorkloadBinder.bind(environment);
	}

}
